#!/usr/bin/env python3
"""Losses and gradients of models by PyTorch, from the families' published definitions.

gradients.py FOLDER reads FOLDER/request.json (metadata in GGUF's keys, shapes by GGUF's names, sequences, how often to step) and the raw
fp32 values FOLDER/NAME.f32. It writes FOLDER/answer.json (the loss before each step), each gradient of the first pass to NAME.grad and the
values after the last AdamW step to NAME.after.
"""
import json
import math
import sys
from pathlib import Path

import numpy
import torch
import torch.nn.functional as F

folder = Path(sys.argv[1])
request = json.loads((folder / "request.json").read_text())
meta, shapes = request["metadata"], request["shapes"]
arch = meta["general.architecture"]
weights = {name: torch.from_numpy(numpy.fromfile(folder / f"{name}.f32", dtype=numpy.float32).reshape(shape)) for name, shape in shapes.items()}
trained = [name for name in shapes if not request["lora"] or name.endswith((".lora_a", ".lora_b"))]
for name in trained:
    weights[name].requires_grad_()


def setting(name, default=None):
    return meta.get(f"{arch}.{name}", default)


width, heads, layers = setting("embedding_length"), setting("attention.head_count"), setting("block_count")
kv_heads = setting("attention.head_count_kv", heads)
size = setting("attention.key_length", width // heads)
epsilon = setting("attention.layer_norm_rms_epsilon", setting("attention.layer_norm_epsilon"))


def linear(name, x):
    y = F.linear(x, weights[f"{name}.weight"], weights.get(f"{name}.bias"))
    if f"{name}.lora_a" in weights:
        y = y + request["lora"] * F.linear(F.linear(x, weights[f"{name}.lora_a"]), weights[f"{name}.lora_b"])
    return y


def norm(name, x):
    if arch == "gpt2":
        return F.layer_norm(x, (width,), weights[f"{name}.weight"], weights[f"{name}.bias"], epsilon)
    y = x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + epsilon)
    return y * weights[f"{name}.weight"] if f"{name}.weight" in weights else y


def rotate(x, base, factor=1.0):  # x: [heads, time, size]
    angle = torch.arange(x.shape[1])[:, None] / factor * base ** (-torch.arange(0, size, 2) / size)
    cos, sin = angle.cos(), angle.sin()
    if arch in ("llama", "llama4"):
        a, b = x[..., 0::2], x[..., 1::2]
        return torch.stack((a * cos - b * sin, a * sin + b * cos), -1).flatten(-2)
    a, b = x[..., : size // 2], x[..., size // 2:]
    return torch.cat((a * cos - b * sin, a * sin + b * cos), -1)


def attention(layer, x):
    time = x.shape[0]
    block = f"blk.{layer}."
    if arch == "gpt2":
        q, k, v = linear(block + "attn_qkv", x).split(width, -1)
    else:
        q, k, v = (linear(block + name, x) for name in ("attn_q", "attn_k", "attn_v"))
    q, k, v = (y.view(time, -1, size).transpose(0, 1) for y in (q, k, v))
    if arch in ("qwen3", "gemma3"):
        q, k = norm(block + "attn_q_norm", q), norm(block + "attn_k_norm", k)
    past = torch.arange(time)[:, None] - torch.arange(time)[None, :]
    hidden = past < 0
    slides = arch == "gemma3" and (layer + 1) % 6 != 0
    if slides:
        hidden = hidden | (past >= setting("attention.sliding_window"))
    if arch == "gemma3":
        turn = (10000.0, 1.0) if slides else (setting("rope.freq_base"), setting("rope.scaling.factor"))
        q, k = (rotate(y, *turn) for y in (q, k))
    elif arch == "llama4" and (layer + 1) % 4 == 0:
        # Nothing turns here, and contexts below 8192 are not sharpened.
        pass
    elif arch != "gpt2":
        q, k = (rotate(y, setting("rope.freq_base", 10000.0)) for y in (q, k))
        if arch == "llama4":
            q, k = norm("none", q), norm("none", k)
    k, v = (y.repeat_interleave(heads // kv_heads, 0) for y in (k, v))
    scores = (q @ k.transpose(-1, -2) / math.sqrt(size)).masked_fill(hidden, -math.inf)
    return linear(block + "attn_output", (scores.softmax(-1) @ v).transpose(0, 1).reshape(time, heads * size))


def gated(block, suffix, x):
    gate = linear(f"{block}ffn_gate{suffix}", x)
    gate = F.gelu(gate, approximate="tanh") if arch == "gemma3" else F.silu(gate)
    return linear(f"{block}ffn_down{suffix}", gate * linear(f"{block}ffn_up{suffix}", x))


def experts(block, x):
    scores = linear(block + "ffn_gate_inp", x)
    best, chosen = scores.topk(setting("expert_used_count"), -1)
    share = best.sigmoid() if arch == "llama4" else best.softmax(-1)
    rows = []
    for t in range(x.shape[0]):
        total = 0
        for weight, e in zip(share[t], chosen[t]):
            gate, up, down = (weights[f"{block}ffn_{part}_exps.weight"][e] for part in ("gate", "up", "down"))
            taken = x[t] * weight if arch == "llama4" else x[t]
            y = down @ (F.silu(gate @ taken) * (up @ taken))
            total = total + (y if arch == "llama4" else y * weight)
        rows.append(total)
    y = torch.stack(rows)
    return y + gated(block, "_shexp", x) if arch == "llama4" else y


def feed_forward(layer, x):
    block = f"blk.{layer}."
    if block + "ffn_gate_inp.weight" in weights:
        return experts(block, x)
    if arch == "gpt2":
        return linear(block + "ffn_down", F.gelu(linear(block + "ffn_up", x), approximate="tanh"))
    return gated(block, "", x)


def loss():
    total, count = 0, 0
    for sequence in request["sequences"]:
        tokens, learned = torch.tensor(sequence["tokens"]), torch.tensor(sequence["learned"])
        x = weights["token_embd.weight"][tokens[:-1]]
        if arch == "gemma3":
            x = x * math.sqrt(width)
        if arch == "gpt2":
            x = x + weights["position_embd.weight"][: len(tokens) - 1]
        for layer in range(layers):
            block = f"blk.{layer}."
            branch = attention(layer, norm(block + "attn_norm", x))
            x = x + (norm(block + "post_attention_norm", branch) if arch == "gemma3" else branch)
            branch = feed_forward(layer, norm(block + "ffn_norm", x))
            x = x + (norm(block + "post_ffw_norm", branch) if arch == "gemma3" else branch)
        logits = F.linear(norm("output_norm", x), weights.get("output.weight", weights["token_embd.weight"]))
        each = F.cross_entropy(logits, tokens[1:], reduction="none")
        total, count = total + each[learned[1:]].sum(), count + learned[1:].sum()
    return total / count


decayed = [weights[name] for name in trained if len(shapes[name]) > 1]
others = [weights[name] for name in trained if len(shapes[name]) == 1]
optimizer = torch.optim.AdamW(
    [{"params": decayed, "weight_decay": 0.1}, {"params": others, "weight_decay": 0.0}], lr=1e-3, betas=(0.9, 0.999), eps=1e-8)
losses = []
for step in range(request["steps"]):
    optimizer.zero_grad()
    value = loss()
    value.backward()
    losses.append(value.item())
    if step == 0:
        for name in trained:
            gradient = weights[name].grad
            (torch.zeros_like(weights[name]) if gradient is None else gradient).numpy().tofile(folder / f"{name}.grad")
    torch.nn.utils.clip_grad_norm_([weights[name] for name in trained if weights[name].grad is not None], 1.0)
    optimizer.step()
for name in trained:
    weights[name].detach().numpy().tofile(folder / f"{name}.after")
(folder / "answer.json").write_text(json.dumps({"losses": losses}))
