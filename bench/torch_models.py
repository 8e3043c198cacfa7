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


def recurrent(kind: type[torch.nn.RNNBase], weights: Tensors) -> Model:
    """PyTorch's module with these initial weights, and a dense layer on its last state.

    Where the lab has one bias, PyTorch's second, which only adds to the first, stays zero.
    """
    features, units = weights["wx"].shape[0], weights["wh"].shape[0]
    net, out = kind(features, units, batch_first=True), torch.nn.Linear(units, 1)
    given = {"weight_ih_l0": "wx", "weight_hh_l0": "wh", "bias_ih_l0": "b", "bias_hh_l0": "bh"}
    with torch.no_grad():
        for name, values in net.named_parameters():
            values.copy_(weights[given[name]].t() if given[name] in weights else torch.zeros_like(values))
            values.requires_grad_(given[name] in weights)
        out.weight.copy_(weights["out"].t())
        out.bias.copy_(weights["out_bias"])

    def loss(batch: Tensors) -> Tensor:
        states, _ = net(batch["x"])
        return F.mse_loss(out(states[:, -1]), batch["y"])

    return [p for p in (*net.parameters(), *out.parameters()) if p.requires_grad], loss


RECURRENT = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}
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
}
MODELS = [*LOSSES, *RECURRENT]


def build(model: str, weights: Tensors) -> Model:
    """A model with these initial weights."""
    if model in RECURRENT:
        return recurrent(RECURRENT[model], weights)
    parameters = {name: values.clone().requires_grad_() for name, values in weights.items()}
    compute = LOSSES[model]
    return list(parameters.values()), lambda batch: compute(parameters, batch)
