"""The same nets in PyTorch, eager, written the way PyTorch is fast: fused linear, attention and loss functions.

A loss takes the lab's parameters and a batch by name. Weights lie as in the lab, (inputs, units); only the recurrent
nets are PyTorch's own modules, whose time loop is native, and get theirs transposed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch  # type: ignore[import-not-found, unused-ignore]
import torch.nn.functional as F  # type: ignore[import-not-found, unused-ignore]  # noqa: N812 - everybody's name for it
from torch import Tensor  # type: ignore[import-not-found, unused-ignore]

Tensors = Mapping[str, Tensor]
Loss = Callable[[Tensors, Tensors], Tensor]
Model = tuple[list[Tensor], Callable[[Tensors], Tensor]]
"""What is trained, and the loss of a batch."""


def dense(p: Tensors, weights: str, bias: str, x: Tensor) -> Tensor:
    """x·W + b in one call."""
    return torch.addmm(p[bias], x, p[weights])


def xor(p: Tensors, batch: Tensors) -> Tensor:
    hidden = dense(p, "w1", "b1", batch["x"]).tanh()
    return F.binary_cross_entropy_with_logits(dense(p, "w2", "b2", hidden), batch["y"])


def moons(p: Tensors, batch: Tensors) -> Tensor:
    x = dense(p, "w1", "b1", batch["x"]).tanh()
    x = dense(p, "w2", "b2", x).tanh()
    return F.binary_cross_entropy_with_logits(dense(p, "w3", "b3", x), batch["y"])


def mlp(p: Tensors, batch: Tensors) -> Tensor:
    x = dense(p, "w1", "b1", batch["x"]).relu()
    x = dense(p, "w2", "b2", x).relu()
    return F.cross_entropy(dense(p, "w3", "b3", x), batch["y"])


def gcn(p: Tensors, batch: Tensors) -> Tensor:
    near = batch["neighbours"]
    hidden = torch.addmm(p["b1"], near, batch["x"] @ p["w1"]).relu()
    return F.cross_entropy(torch.addmm(p["b2"], near, hidden @ p["w2"]), batch["y"])


def gan(p: Tensors, batch: Tensors) -> Tensor:
    def net(p: Tensors, name: str, x: Tensor) -> Tensor:
        x = F.leaky_relu(dense(p, f"{name}1", f"{name}1_bias", x), 0.2)
        x = F.leaky_relu(dense(p, f"{name}2", f"{name}2_bias", x), 0.2)
        return dense(p, f"{name}3", f"{name}3_bias", x)

    fake = net(p, "g", batch["noise"])
    frozen = {name: values.detach() for name, values in p.items()}
    told_apart = F.softplus(-net(p, "d", batch["x"])).mean() + F.softplus(net(p, "d", fake.detach())).mean()
    return told_apart + F.softplus(-net(frozen, "d", fake)).mean()


def vae(p: Tensors, batch: Tensors) -> Tensor:
    x = batch["x"]
    hidden = dense(p, "w1", "b1", x).tanh()
    mean, spread = dense(p, "mean", "mean_bias", hidden), dense(p, "spread", "spread_bias", hidden)
    code = mean + (spread * 0.5).exp() * batch["noise"]
    rebuilt = dense(p, "w3", "b3", dense(p, "w2", "b2", code).tanh())
    apart = -0.5 * (1 + spread - mean * mean - spread.exp()).sum()
    return (F.binary_cross_entropy_with_logits(rebuilt, x, reduction="sum") + apart) / len(x)


def cnn(p: Tensors, batch: Tensors) -> Tensor:
    x = F.max_pool2d(F.conv2d(batch["x"], p["conv1"], p["bias1"], padding=1).relu(), 2)
    x = F.max_pool2d(F.conv2d(x, p["conv2"], p["bias2"], padding=1).relu(), 2)
    return F.cross_entropy(dense(p, "dense", "bias3", x.flatten(1)), batch["y"])


def lenet(p: Tensors, batch: Tensors) -> Tensor:
    x = F.avg_pool2d(F.conv2d(batch["x"], p["conv1"], p["bias1"], padding=2).tanh(), 2)
    x = F.avg_pool2d(F.conv2d(x, p["conv2"], p["bias2"]).tanh(), 2)
    x = dense(p, "w1", "b1", x.flatten(1)).tanh()
    x = dense(p, "w2", "b2", x).tanh()
    return F.cross_entropy(dense(p, "w3", "b3", x), batch["y"])


HEADS = 4


def transformer(p: Tensors, batch: Tensors) -> Tensor:
    text = batch["x"]
    places, width = p["places"].shape
    x = (F.embedding(text, p["characters"]) + p["places"]).reshape(-1, width)
    for n in range(sum(name.startswith("qkv_bias") for name in p)):
        near = F.layer_norm(x, (width,), p[f"norm1_{n}"], p[f"shift1_{n}"])
        qkv = dense(p, f"qkv_{n}", f"qkv_bias_{n}", near).view(-1, places, 3, HEADS, width // HEADS)
        seen = F.scaled_dot_product_attention(*qkv.permute(2, 0, 3, 1, 4), is_causal=True)
        x = x + dense(p, f"join_{n}", f"join_bias_{n}", seen.transpose(1, 2).reshape(-1, width))
        inner = dense(p, f"up_{n}", f"up_bias_{n}", F.layer_norm(x, (width,), p[f"norm2_{n}"], p[f"shift2_{n}"]))
        x = x + dense(p, f"down_{n}", f"down_bias_{n}", F.gelu(inner, approximate="tanh"))
    logits = dense(p, "head", "head_bias", F.layer_norm(x, (width,), p["norm"], p["shift"]))
    return F.cross_entropy(logits, batch["y"].flatten())


def squares(p: Tensors, *names: str) -> Tensor:
    """The sum of all squared weights of these parameters."""
    return torch.stack([p[name].square().sum() for name in names]).sum()


def housing(p: Tensors, batch: Tensors) -> Tensor:
    said = dense(p, "w2", "b2", dense(p, "w1", "b1", batch["x"]).relu())
    return F.mse_loss(said, batch["y"]) + 0.01 * squares(p, "w1", "w2")


def breast_cancer(p: Tensors, batch: Tensors) -> Tensor:
    x = dense(p, "w2", "b2", dense(p, "w1", "b1", batch["x"]).relu()).relu()
    wrong = F.binary_cross_entropy_with_logits(dense(p, "w3", "b3", x), batch["y"])
    return wrong + 0.001 * squares(p, "w1", "w2", "w3")


def sentiment(p: Tensors, batch: Tensors) -> Tensor:
    x = dense(p, "w1", "b1", batch["x"] @ p["vectors"]).tanh()
    wrong = F.binary_cross_entropy_with_logits(dense(p, "w2", "b2", x), batch["y"])
    return wrong + 0.001 * squares(p, "vectors", "w1", "w2")


def cell(kind: type[torch.nn.RNNBase], weights: Tensors) -> torch.nn.RNNBase:
    """PyTorch's module with these initial weights.

    Where the lab has one bias, PyTorch's second, which only adds to the first, stays zero.
    """
    net = kind(weights["wx"].shape[0], weights["wh"].shape[0], batch_first=True)
    given = {"weight_ih_l0": "wx", "weight_hh_l0": "wh", "bias_ih_l0": "b", "bias_hh_l0": "bh"}
    with torch.no_grad():
        for name, values in net.named_parameters():
            values.copy_(weights[given[name]].t() if given[name] in weights else torch.zeros_like(values))
            values.requires_grad_(given[name] in weights)
    return net


def linear(weight: Tensor, bias: Tensor) -> torch.nn.Linear:
    """PyTorch's dense layer with these initial weights."""
    made = torch.nn.Linear(*weight.shape)
    with torch.no_grad():
        made.weight.copy_(weight.t())
        made.bias.copy_(bias)
    return made


def trained(*modules: torch.nn.Module) -> list[Tensor]:
    """What is trained of them."""
    return [p for module in modules for p in module.parameters() if p.requires_grad]


def recurrent(kind: type[torch.nn.RNNBase], weights: Tensors, bias: str = "out_bias") -> Model:
    """A recurrent layer, and a dense one on its last state."""
    net, out = cell(kind, weights), linear(weights["out"], weights[bias])

    def loss(batch: Tensors) -> Tensor:
        states, _ = net(batch["x"])
        return F.mse_loss(out(states[:, -1]), batch["y"])

    return trained(net, out), loss


RECURRENT = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}


def of(prefix: str, weights: Tensors) -> dict[str, Tensor]:
    """The parameters of one net among several."""
    return {name.removeprefix(prefix): values for name, values in weights.items() if name.startswith(prefix)}


def forecast(weights: Tensors) -> Model:
    return recurrent(torch.nn.RNN, weights, "b_out")


def memory(weights: Tensors) -> Model:
    own = {name: of(f"{name}.", weights) for name in RECURRENT}
    nets = [(cell(RECURRENT[name], given), linear(given["out"], given["b_out"])) for name, given in own.items()]

    def loss(batch: Tensors) -> Tensor:
        said = [out(net(batch["x"])[0][:, -1]) for net, out in nets]
        return torch.stack([F.cross_entropy(one, batch["y"]) for one in said]).sum()

    return trained(*(module for pair in nets for module in pair)), loss


def next_word(weights: Tensors) -> Model:
    net, out = cell(torch.nn.GRU, weights), linear(weights["out"], weights["b_out"])
    kinds = weights["wx"].shape[0]

    def loss(batch: Tensors) -> Tensor:
        states, _ = net(F.one_hot(batch["x"], kinds).float())
        return F.cross_entropy(out(states).flatten(0, 1), batch["y"].flatten())

    return trained(net, out), loss


def three_nets(weights: Tensors) -> Model:
    flat = {name: values.clone().requires_grad_() for name, values in weights.items() if not name.startswith("rnn.")}
    one, two, own = of("mlp.", flat), of("cnn.", flat), of("rnn.", weights)
    net = cell(torch.nn.RNN, {"wx": own["wx"], "wh": own["wh"], "b": own["bh"]})
    out = linear(own["wy"], own["by"])

    def loss(batch: Tensors) -> Tensor:
        x, y = batch["x"], batch["y"]
        read = F.cross_entropy(dense(one, "w2", "b2", dense(one, "w1", "b1", x.flatten(1)).relu()), y)
        remembered = F.cross_entropy(out(net(x)[0][:, -1]), y)
        return read + cnn(two, {"x": x.unsqueeze(1), "y": y}) + remembered

    return [*flat.values(), *trained(net, out)], loss


BUILT = {"forecast": forecast, "memory": memory, "next-word": next_word, "three-nets": three_nets}
LOSSES: dict[str, Loss] = {
    "xor": xor,
    "moons": moons,
    "mlp": mlp,
    "gcn": gcn,
    "gan": gan,
    "vae": vae,
    "transformer1": transformer,
    "transformer2": transformer,
    "cnn": cnn,
    "lenet": lenet,
    "housing": housing,
    "breast-cancer": breast_cancer,
    "sentiment": sentiment,
}
MODELS = [*LOSSES, *RECURRENT, *BUILT]


def build(model: str, weights: Tensors) -> Model:
    """A model with these initial weights."""
    if model in RECURRENT:
        return recurrent(RECURRENT[model], weights)
    if model in BUILT:
        return BUILT[model](weights)
    parameters = {name: values.clone().requires_grad_() for name, values in weights.items()}
    compute = LOSSES[model]
    return list(parameters.values()), lambda batch: compute(parameters, batch)
