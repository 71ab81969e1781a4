"""The panels. `PANELS` is the only registry: a panel is one file and one line here."""

from ui.panels.accuracy import AccuracyPanel
from ui.panels.agreement.panel import AgreementPanel
from ui.panels.averages.panel import AveragesPanel
from ui.panels.bias.panel import BiasPanel
from ui.panels.boundaries.panel import BoundariesPanel
from ui.panels.boundary.panel import BoundaryPanel
from ui.panels.branches.panel import BranchesPanel
from ui.panels.choosing.panel import ChoosingPanel
from ui.panels.code.panel import CodePanel
from ui.panels.company.panel import CompanyPanel
from ui.panels.confusion.panel import ConfusionPanel
from ui.panels.contours.panel import ContoursPanel
from ui.panels.cost import CostPanel
from ui.panels.covariate.panel import CovariatePanel
from ui.panels.cubs.panel import CubsPanel
from ui.panels.decades.panel import DecadesPanel
from ui.panels.differences.panel import DifferencesPanel
from ui.panels.drift.panel import DriftPanel
from ui.panels.equations.panel import EquationsPanel
from ui.panels.gamma_beta import GammaBetaPanel
from ui.panels.histograms import HistogramsPanel
from ui.panels.importance.panel import ImportancePanel
from ui.panels.log_loss.panel import LogLossPanel
from ui.panels.mini_batch.panel import MiniBatchPanel
from ui.panels.momentum_scale.panel import MomentumScalePanel
from ui.panels.network.panel import NetworkPanel
from ui.panels.noise.panel import NoisePanel
from ui.panels.one_hot.panel import OneHotPanel
from ui.panels.panel import Panel
from ui.panels.parallel.panel import ParallelPanel
from ui.panels.progress.panel import ProgressPanel
from ui.panels.race.panel import RacePanel
from ui.panels.reach.panel import ReachPanel
from ui.panels.sampler.panel import SamplerPanel
from ui.panels.scatter.panel import ScatterPanel
from ui.panels.sigmoid.panel import SigmoidPanel
from ui.panels.smoothing.panel import SmoothingPanel
from ui.panels.softmax.panel import SoftmaxPanel
from ui.panels.space.panel import SpacePanel
from ui.panels.trials.panel import TrialsPanel
from ui.panels.twin_cost.panel import TwinCostPanel
from ui.panels.wall.panel import WallPanel
from ui.panels.warm_up.panel import WarmUpPanel

PANELS: tuple[type[Panel], ...] = (
    BoundaryPanel,
    NetworkPanel,
    CostPanel,
    BranchesPanel,
    AccuracyPanel,
    ConfusionPanel,
    MiniBatchPanel,
    AveragesPanel,
    CompanyPanel,
    WarmUpPanel,
    BoundariesPanel,
    ContoursPanel,
    CovariatePanel,
    SoftmaxPanel,
    SigmoidPanel,
    OneHotPanel,
    LogLossPanel,
    BiasPanel,
    GammaBetaPanel,
    HistogramsPanel,
    DriftPanel,
    TwinCostPanel,
    ReachPanel,
    NoisePanel,
    DecadesPanel,
    MomentumScalePanel,
    SmoothingPanel,
    SamplerPanel,
    WallPanel,
    TrialsPanel,
    ScatterPanel,
    RacePanel,
    SpacePanel,
    ProgressPanel,
    EquationsPanel,
    ParallelPanel,
    ImportancePanel,
    CubsPanel,
    CodePanel,
    AgreementPanel,
    DifferencesPanel,
    ChoosingPanel,
)
