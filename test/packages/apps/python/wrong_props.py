"""All faults of the app are reported at once."""

from cdk8s import App, Chart, Size
from cdk8s_restate import (
    RestateCluster,
    RestateClusterCompute,
    RestateClusterStorage,
    RestateConfig,
)

app = App()
chart = Chart(app, "wrong-props")

RestateCluster(
    chart,
    "restate",
    compute=RestateClusterCompute(image="restatedev/restate:1.5", replicas=-1),
    storage=RestateClusterStorage(size=Size.gibibytes(0)),
    config=RestateConfig.from_toml("auto-provision = = false"),
)

app.synth()
