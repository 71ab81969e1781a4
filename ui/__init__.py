"""The window: reads snapshots of the engine's process and sends it commands."""
