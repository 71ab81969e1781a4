"""The panels. `PANELS` is the only registry: a panel is one file and one line here."""

from ui.panels.accuracy import AccuracyPanel
from ui.panels.averages import AveragesPanel
from ui.panels.bias import BiasPanel
from ui.panels.boundaries import BoundariesPanel
from ui.panels.boundary import BoundaryPanel
from ui.panels.company import CompanyPanel
from ui.panels.confusion import ConfusionPanel
from ui.panels.contours import ContoursPanel
from ui.panels.cost import CostPanel
from ui.panels.covariate import CovariatePanel
from ui.panels.drift import DriftPanel
from ui.panels.equations import EquationsPanel
from ui.panels.gamma_beta import GammaBetaPanel
from ui.panels.histograms import HistogramsPanel
from ui.panels.log_loss import LogLossPanel
from ui.panels.mini_batch import MiniBatchPanel
from ui.panels.network import NetworkPanel
from ui.panels.noise import NoisePanel
from ui.panels.one_hot import OneHotPanel
from ui.panels.panel import Panel
from ui.panels.reach import ReachPanel
from ui.panels.sigmoid import SigmoidPanel
from ui.panels.softmax import SoftmaxPanel
from ui.panels.twin_cost import TwinCostPanel
from ui.panels.warm_up import WarmUpPanel

PANELS: tuple[type[Panel], ...] = (
    BoundaryPanel,
    NetworkPanel,
    CostPanel,
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
    EquationsPanel,
)
