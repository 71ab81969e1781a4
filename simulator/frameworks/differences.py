"""Where frameworks mean another thing by the same word: what a careful person must know (claim F2).

Each row is proved against the frameworks themselves in `test_frameworks_differences`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Difference:
    """A topic, what each side does by itself, why it matters, and what the programs do about it."""

    topic: str
    course: str
    NumPy: str
    PyTorch: str
    Keras: str
    TensorFlow: str
    why_it_matters: str
    the_programs: str


DIFFERENCES = (
    Difference(
        topic="Weight in an average",
        course="decay weighs the old: 0.9",
        NumPy="as written",
        PyTorch="momentum weighs the new: 0.1",
        Keras="momentum weighs the old: 0.99",
        TensorFlow="decay weighs the old",
        why_it_matters="0.9 in the wrong place averages over 1.1 mini-batches instead of 10.",
        the_programs="weigh the old by bn_decay.",
    ),
    Difference(
        topic="σ² in the average",
        course="÷ m",
        NumPy="var: ÷ m",
        PyTorch="÷ m to normalise, ÷ (m − 1) in the average",
        Keras="÷ m",
        TensorFlow="moments: ÷ m; fused_batch_norm: ÷ (m − 1)",
        why_it_matters="With m = 8 the σ² of test time is 14 % larger than the one that was trained with.",
        the_programs="divide by m; PyTorch's keeps averages of its own.",
    ),
    Difference(
        topic="Start of the averages",
        course="0, divided by 1 − decayᵗ",
        NumPy="as written",
        PyTorch="μ 0 and σ² 1, never corrected",
        Keras="μ 0 and σ² 1, never corrected",
        TensorFlow="as written",
        why_it_matters="Until some 1/(1 − decay) steps are made, test time sees the start, not the data.",
        the_programs="start at 0 and correct; Keras' does so once, at the end.",
    ),
    Difference(
        topic="ε of Adam",
        course="v / (√s + ε), both corrected before",
        NumPy="as written",
        PyTorch="after the correction",
        Keras="before it: as ε / √(1 − β₂ᵗ)",
        TensorFlow="as written",
        why_it_matters="At the first step Keras' ε is as 32 times another's, for β₂ = 0.999.",
        the_programs="add it after the correction; Keras' has an Adam of its own for that.",
    ),
    Difference(
        topic="ε of RMSprop",
        course="√s + ε: outside the root",
        NumPy="as written",
        PyTorch="outside",
        Keras="√(s + ε): inside",
        TensorFlow="as written",
        why_it_matters="Inside the root 1e-8 is as 1e-4 outside for small gradients.",
        the_programs="add it outside; Keras' has an RMSprop of its own for that.",
    ),
    Difference(
        topic="Momentum",
        course="v := βv + (1 − β)g; W −= αv",
        NumPy="as written",
        PyTorch="v := βv + g; W −= αv",
        Keras="v := βv − αg; W += v",
        TensorFlow="as written",
        why_it_matters="For the same α others step 1/(1 − β) times as far; Keras' v remembers each α it had.",
        the_programs="give PyTorch and Keras α(1 − β); Keras' write v out where α decays, or at 64 bits.",
    ),
    Difference(
        topic="L2",
        course="λW in the gradient, of W alone",
        NumPy="as written",
        PyTorch="weight_decay: in the gradient, of all it is given; AdamW: beside it",
        Keras="weight_decay: beside the gradient; L2(λ): slope 2λW",
        TensorFlow="l2_loss: ½ ΣW²",
        why_it_matters="Beside the gradient it is not divided by √s: the same λ regularises otherwise.",
        the_programs="put λW in the gradient and leave b, γ and β alone.",
    ),
    Difference(
        topic="Decay of α",
        course="α₀ / (1 + decay · epoch)",
        NumPy="as written",
        PyTorch="as you tell LambdaLR; counts its step()",
        Keras="InverseTimeDecay: a little at each step, unless staircase",
        TensorFlow="as written",
        why_it_matters="A schedule that takes mini-batches for epochs decays too fast by their number.",
        the_programs="set α at the start of each epoch.",
    ),
    Difference(
        topic="Shape of W",
        course="(units, units below)",
        NumPy="as written",
        PyTorch="(units, units below)",
        Keras="(units below, units)",
        TensorFlow="as written; a @ W wants (units below, units)",
        why_it_matters="A square W the wrong way round runs without an error.",
        the_programs="transpose what the seed draws for Keras and TensorFlow.",
    ),
    Difference(
        topic="Examples",
        course="columns: (n_x, m)",
        NumPy="as written",
        PyTorch="rows: (m, n_x)",
        Keras="rows",
        TensorFlow="rows",
        why_it_matters="Statistics over the wrong axis normalise an example over its features.",
        the_programs="have columns in NumPy, rows elsewhere.",
    ),
    Difference(
        topic="Softmax and loss",
        course="softmax, then cross-entropy",
        NumPy="as written",
        PyTorch="CrossEntropyLoss takes z",
        Keras="takes ŷ, 1e-7 or more from 0, unless from_logits",
        TensorFlow="…_with_logits takes z",
        why_it_matters="Softmax before a loss that takes z is done twice: no error, but no loss near 0.",
        the_programs="end in z, hand it to the loss, and apply softmax in predict.",
    ),
    Difference(
        topic="A mini-batch of one",
        course="z_norm = 0, β goes on",
        NumPy="as written",
        PyTorch="batch norm refuses it",
        Keras="z_norm = 0",
        TensorFlow="z_norm = 0",
        why_it_matters="The last mini-batch of an epoch may be one example.",
        the_programs="are not written for PyTorch there, and say so.",
    ),
    Difference(
        topic="Digits",
        course="64 bits",
        NumPy="64 bits",
        PyTorch="32 bits",
        Keras="32 bits; of SGD's β, L2's λ, schedules and LeakyReLU always",
        TensorFlow="32 bits; of leaky_relu's slope always",
        why_it_matters="1 − 0.999 is wrong by 1e-5 of itself in 32 bits, and Keras' Adam divides by it.",
        the_programs="say which precision, and write out what would be rounded.",
    ),
)
