#!/usr/bin/python3
"""Models as Hugging Face publishes them, with random weights, and what they compute, in double precision.

    hugging_face.py DIRECTORY KIND [DTYPE [adapter]]

writes config.json and model.safetensors into DIRECTORY (and a LoRA adapter as PEFT saves it into DIRECTORY/adapter) and prints one line of JSON: token ids, and the logits after each of them as base64 of
little-endian floats. The forward passes follow the published definitions of each model; nothing here was taken from Slipway's loader, so
that a mistake in the one does not hide a mistake in the other.
"""
import base64
import json
import math
import os
import struct
import sys

import torch
import torch.nn.functional as F

torch.manual_seed(1)
torch.set_num_threads(1)
TOKENS = 48
RANK, ALPHA = 4, 3
TARGETS = ("q_proj", "k_proj", "o_proj", "up_proj", "down_proj", "c_attn", "c_proj")


def llama(**more):
    return dict(model_type="llama", hidden_size=64, intermediate_size=96, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
                vocab_size=320, max_position_embeddings=256, rms_norm_eps=1e-5, rope_theta=10000.0, hidden_act="silu",
                tie_word_embeddings=False, **more)


KINDS = {
    "llama": llama(),
    "llama-tied": {**llama(), "tie_word_embeddings": True},
    "llama-bias": llama(attention_bias=True, mlp_bias=True),
    "llama-head-dim": llama(head_dim=32),
    "llama3": {**llama(), "rope_theta": 500000.0, "max_position_embeddings": 131072, "rope_scaling": {
        "rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 8192}},
    "llama-linear": llama(rope_scaling={"type": "linear", "factor": 4.0}),
    "llama-yarn": llama(rope_scaling={"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 64}),
    "llama-yarn-factor": llama(rope_parameters={"rope_type": "yarn", "rope_theta": 20000.0, "factor": 2.0, "attention_factor": 1.5,
                                                "beta_fast": 16.0, "beta_slow": 2.0, "original_max_position_embeddings": 64}),
    "mistral": {**llama(), "model_type": "mistral", "sliding_window": 12},
    "mixtral": {**llama(), "model_type": "mixtral", "num_local_experts": 4, "num_experts_per_tok": 2, "sliding_window": None},
    "qwen2": {**llama(), "model_type": "qwen2", "use_sliding_window": False, "sliding_window": 4096},
    "qwen3": {**llama(), "model_type": "qwen3", "head_dim": 32, "tie_word_embeddings": True},
    "gpt2": dict(model_type="gpt2", n_embd=64, n_layer=2, n_head=4, n_positions=128, n_inner=None, vocab_size=320, layer_norm_epsilon=1e-5,
                 activation_function="gelu_new"),
    "gemma3": dict(model_type="gemma3_text", hidden_size=64, intermediate_size=96, num_hidden_layers=7, num_attention_heads=4,
                   num_key_value_heads=2, head_dim=32, vocab_size=320, max_position_embeddings=256, rms_norm_eps=1e-6, rope_theta=1e6,
                   rope_local_base_freq=10000.0, rope_scaling={"rope_type": "linear", "factor": 8.0}, sliding_window=10,
                   sliding_window_pattern=6, query_pre_attn_scalar=32, hidden_activation="gelu_pytorch_tanh"),
    "llama4": dict(model_type="llama4", vision_config={"hidden_size": 8}, text_config=dict(
        model_type="llama4_text", hidden_size=64, intermediate_size=48, intermediate_size_mlp=96, num_hidden_layers=4, num_attention_heads=4,
        num_key_value_heads=2, head_dim=16, vocab_size=320, max_position_embeddings=256, rms_norm_eps=1e-5, rope_theta=500000.0,
        num_local_experts=4, num_experts_per_tok=1, interleave_moe_layer_step=2, use_qk_norm=True, attention_chunk_size=20,
        no_rope_layers=[1, 1, 1, 0], hidden_act="silu", tie_word_embeddings=False)),
}
KINDS["gemma3-scaled"] = {**KINDS["gemma3"], "query_pre_attn_scalar": 24}
DTYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}


class Weights:
    """Weights that come into being when they are first asked for."""

    def __init__(self, dtype, adapts):
        self.dtype, self.stored = dtype, {}
        self.adapts, self.adapter = adapts, {}

    def __call__(self, name, *shape, scale=None, center=0.0):
        if name not in self.stored:
            scale = scale if scale is not None else 1 / math.sqrt(shape[-1])
            self.stored[name] = (torch.randn(shape) * scale + center).to(self.dtype)
        return self.stored[name].double()

    def linear(self, x, name, outputs, bias=False):
        y = x @ self(name + ".weight", outputs, x.shape[-1]).T + self.lora(x, name, outputs)
        return y + self(name + ".bias", outputs, scale=0.3) if bias else y

    def lora(self, x, name, outputs):
        """What the adapter adds to a linear layer: B A x, times alpha / sqrt(rank) as rank-stabilized adapters have it."""
        if not self.adapts or not name.endswith(TARGETS):
            return 0.0
        a = self.adapter[f"base_model.model.{name}.lora_A.weight"] = torch.randn(RANK, x.shape[-1]) / math.sqrt(x.shape[-1])
        b = self.adapter[f"base_model.model.{name}.lora_B.weight"] = torch.randn(outputs, RANK) * 0.2
        return x @ a.double().T @ b.double().T * ALPHA / math.sqrt(RANK)


def rms_norm(x, eps):
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + eps)


def inverse_frequencies(dim, rope):
    """The inverse frequencies of a rotation and what its cosines and sines are multiplied by."""
    freqs = 1.0 / rope["rope_theta"] ** (torch.arange(0, dim, 2, dtype=torch.double) / dim)
    kind = rope.get("rope_type", rope.get("type", "default"))
    if kind == "default":
        return freqs, 1.0
    factor = rope["factor"]
    if kind == "linear":
        return freqs / factor, 1.0
    original = rope["original_max_position_embeddings"]
    if kind == "llama3":
        low_wavelength, high_wavelength = original / rope["low_freq_factor"], original / rope["high_freq_factor"]
        wavelengths = 2 * math.pi / freqs
        smooth = (original / wavelengths - rope["low_freq_factor"]) / (rope["high_freq_factor"] - rope["low_freq_factor"])
        blended = (1 - smooth) * freqs / factor + smooth * freqs
        result = torch.where(wavelengths > low_wavelength, freqs / factor, freqs)
        medium = (wavelengths <= low_wavelength) & (wavelengths >= high_wavelength)
        return torch.where(medium, blended, result), 1.0
    assert kind == "yarn"
    attention_factor = rope.get("attention_factor", 0.1 * math.log(factor) + 1.0)

    def correction(rotations):
        return dim * math.log(original / (rotations * 2 * math.pi)) / (2 * math.log(rope["rope_theta"]))

    low = max(math.floor(correction(rope.get("beta_fast", 32))), 0)
    high = min(math.ceil(correction(rope.get("beta_slow", 1))), dim - 1)
    high = high + 0.001 if low == high else high
    ramp = ((torch.arange(dim // 2, dtype=torch.double) - low) / (high - low)).clamp(0, 1)
    return freqs / factor * ramp + freqs * (1 - ramp), attention_factor


def rotate(x, inv_freq, scaling):
    """x: [tokens, heads, dim]; the first half of a head turns with the second."""
    angles = torch.arange(x.shape[0], dtype=torch.double)[:, None] * inv_freq
    angles = torch.cat((angles, angles), dim=-1)[:, None, :]
    half = x.shape[-1] // 2
    turned = torch.cat((-x[..., half:], x[..., :half]), dim=-1)
    return x * angles.cos() * scaling + turned * angles.sin() * scaling


def rotate_complex(x, inv_freq):
    """x: [tokens, heads, dim]; neighbours are the real and imaginary parts of complex numbers."""
    angles = torch.arange(x.shape[0], dtype=torch.double)[:, None] * inv_freq
    turned = torch.view_as_complex(x.reshape(*x.shape[:-1], -1, 2).contiguous()) * torch.polar(torch.ones_like(angles), angles)[:, None, :]
    return torch.view_as_real(turned).flatten(2)


def attend(q, k, v, scale, seen=None):
    """q: [tokens, heads, dim]; k and v have fewer heads, each shared by neighbouring ones of q."""
    n = q.shape[0]
    repeat = q.shape[1] // k.shape[1]
    k, v = k.repeat_interleave(repeat, dim=1), v.repeat_interleave(repeat, dim=1)
    scores = torch.einsum("qhd,khd->hqk", q, k) * scale
    row, column = torch.arange(n)[:, None], torch.arange(n)[None, :]
    mask = column <= row
    if seen is not None:
        mask = mask & seen(row, column)
    scores = scores.masked_fill(~mask, -math.inf)
    return torch.einsum("hqk,khd->qhd", scores.softmax(-1), v).flatten(1)


def rope_of(config, theta_key="rope_theta"):
    settings = config.get("rope_parameters") or config.get("rope_scaling") or {}
    return {"rope_theta": config.get(theta_key), **settings}


def decoder(config, tokens, w, prefix="model."):
    """Llama, Mistral, Mixtral, Qwen 2 and Qwen 3."""
    kind = config["model_type"]
    n, eps = config["hidden_size"], config["rms_norm_eps"]
    heads, kv_heads = config["num_attention_heads"], config["num_key_value_heads"]
    dim = config.get("head_dim") or n // heads
    inv_freq, scaling = inverse_frequencies(dim, rope_of(config))
    window = config.get("sliding_window") if kind == "mistral" else None
    qkv_bias = kind == "qwen2" or config.get("attention_bias", False)

    def norm(x, name):
        return rms_norm(x, eps) * w(name, x.shape[-1], scale=0.1, center=1.0)

    x = w(prefix + "embed_tokens.weight", config["vocab_size"], n)[tokens]
    for i in range(config["num_hidden_layers"]):
        p = f"{prefix}layers.{i}."
        h = norm(x, p + "input_layernorm.weight")
        q = w.linear(h, p + "self_attn.q_proj", heads * dim, qkv_bias).unflatten(1, (heads, dim))
        k = w.linear(h, p + "self_attn.k_proj", kv_heads * dim, qkv_bias).unflatten(1, (kv_heads, dim))
        v = w.linear(h, p + "self_attn.v_proj", kv_heads * dim, qkv_bias).unflatten(1, (kv_heads, dim))
        if kind == "qwen3":
            q, k = norm(q, p + "self_attn.q_norm.weight"), norm(k, p + "self_attn.k_norm.weight")
        q, k = rotate(q, inv_freq, scaling), rotate(k, inv_freq, scaling)
        attended = attend(q, k, v, dim ** -0.5, (lambda row, column: row - column < window) if window else None)
        x = x + w.linear(attended, p + "self_attn.o_proj", n, config.get("attention_bias", False))
        h = norm(x, p + "post_attention_layernorm.weight")
        x = x + (experts(config, h, w, p + "block_sparse_moe.") if kind == "mixtral" else gated(config, h, w, p + "mlp."))
    return norm(x, prefix + "norm.weight")


def gated(config, x, w, p, width=None):
    width, bias = width or config["intermediate_size"], config.get("mlp_bias", False)
    middle = F.silu(w.linear(x, p + "gate_proj", width, bias)) * w.linear(x, p + "up_proj", width, bias)
    return w.linear(middle, p + "down_proj", x.shape[-1], bias)


def experts(config, x, w, p):
    weights = w.linear(x, p + "gate", config["num_local_experts"]).softmax(-1)
    weights, chosen = weights.topk(config["num_experts_per_tok"], dim=-1)
    weights = weights / weights.sum(-1, keepdim=True)
    result = torch.zeros_like(x)
    for e in range(config["num_local_experts"]):
        q = f"{p}experts.{e}."
        middle = F.silu(w.linear(x, q + "w1", config["intermediate_size"])) * w.linear(x, q + "w3", config["intermediate_size"])
        result += w.linear(middle, q + "w2", x.shape[-1]) * (weights * (chosen == e)).sum(-1, keepdim=True)
    return result


def gpt2(config, tokens, w):
    n, heads = config["n_embd"], config["n_head"]

    def norm(x, name):
        return F.layer_norm(x, (n,), w(name + ".weight", n, scale=0.1, center=1.0), w(name + ".bias", n, scale=0.1), config["layer_norm_epsilon"])

    def conv1d(x, name, outputs):
        return x @ w(name + ".weight", x.shape[-1], outputs) + w(name + ".bias", outputs, scale=0.3) + w.lora(x, name, outputs)

    x = w("transformer.wte.weight", config["vocab_size"], n)[tokens] + w("transformer.wpe.weight", config["n_positions"], n)[: len(tokens)]
    for i in range(config["n_layer"]):
        p = f"transformer.h.{i}."
        q, k, v = (part.unflatten(1, (heads, n // heads)) for part in conv1d(norm(x, p + "ln_1"), p + "attn.c_attn", 3 * n).split(n, dim=1))
        x = x + conv1d(attend(q, k, v, (n // heads) ** -0.5), p + "attn.c_proj", n)
        middle = conv1d(norm(x, p + "ln_2"), p + "mlp.c_fc", 4 * n)
        middle = 0.5 * middle * (1.0 + torch.tanh(math.sqrt(2.0 / math.pi) * (middle + 0.044715 * middle.pow(3))))
        x = x + conv1d(middle, p + "mlp.c_proj", n)
    return norm(x, "transformer.ln_f")


def gemma3(config, tokens, w):
    n, heads, kv_heads, dim = config["hidden_size"], config["num_attention_heads"], config["num_key_value_heads"], config["head_dim"]
    everywhere, _ = inverse_frequencies(dim, rope_of(config))
    nearby, _ = inverse_frequencies(dim, {"rope_theta": config["rope_local_base_freq"]})

    def norm(x, name):
        return rms_norm(x, config["rms_norm_eps"]) * (1.0 + w(name + ".weight", x.shape[-1], scale=0.1))

    x = w("model.embed_tokens.weight", config["vocab_size"], n)[tokens] * math.sqrt(n)
    for i in range(config["num_hidden_layers"]):
        p = f"model.layers.{i}."
        slides = (i + 1) % config["sliding_window_pattern"] != 0
        h = norm(x, p + "input_layernorm")
        q = norm(w.linear(h, p + "self_attn.q_proj", heads * dim).unflatten(1, (heads, dim)), p + "self_attn.q_norm")
        k = norm(w.linear(h, p + "self_attn.k_proj", kv_heads * dim).unflatten(1, (kv_heads, dim)), p + "self_attn.k_norm")
        v = w.linear(h, p + "self_attn.v_proj", kv_heads * dim).unflatten(1, (kv_heads, dim))
        q, k = (rotate(part, nearby if slides else everywhere, 1.0) for part in (q, k))
        window = config["sliding_window"]
        attended = attend(q, k, v, config["query_pre_attn_scalar"] ** -0.5, (lambda row, column: row - column < window) if slides else None)
        x = x + norm(w.linear(attended, p + "self_attn.o_proj", n), p + "post_attention_layernorm")
        h = norm(x, p + "pre_feedforward_layernorm")
        middle = F.gelu(w.linear(h, p + "mlp.gate_proj", config["intermediate_size"]), approximate="tanh")
        middle = middle * w.linear(h, p + "mlp.up_proj", config["intermediate_size"])
        x = x + norm(w.linear(middle, p + "mlp.down_proj", n), p + "post_feedforward_layernorm")
    return norm(x, "model.norm")


def llama4(config, tokens, w):
    config = config["text_config"]
    prefix = "language_model.model."
    n, heads, kv_heads, dim, eps = (config[name] for name in ("hidden_size", "num_attention_heads", "num_key_value_heads", "head_dim", "rms_norm_eps"))
    inv_freq, _ = inverse_frequencies(dim, rope_of(config))
    chunk, count, width = config["attention_chunk_size"], config["num_local_experts"], config["intermediate_size"]

    def norm(x, name):
        return rms_norm(x, eps) * w(name, n, scale=0.1, center=1.0)

    x = w(prefix + "embed_tokens.weight", config["vocab_size"], n)[tokens]
    for i in range(config["num_hidden_layers"]):
        p = f"{prefix}layers.{i}."
        rotates = config["no_rope_layers"][i] == 1
        h = norm(x, p + "input_layernorm.weight")
        q = w.linear(h, p + "self_attn.q_proj", heads * dim).unflatten(1, (heads, dim))
        k = w.linear(h, p + "self_attn.k_proj", kv_heads * dim).unflatten(1, (kv_heads, dim))
        v = w.linear(h, p + "self_attn.v_proj", kv_heads * dim).unflatten(1, (kv_heads, dim))
        if rotates:
            q, k = rms_norm(rotate_complex(q, inv_freq), eps), rms_norm(rotate_complex(k, inv_freq), eps)
        else:
            positions = torch.arange(len(tokens), dtype=torch.double)
            q = q * (torch.log(torch.floor((positions + 1) / 8192) + 1) * 0.1 + 1)[:, None, None]
        attended = attend(q, k, v, dim ** -0.5, (lambda row, column: torch.div(row, chunk, rounding_mode="floor") == torch.div(
            column, chunk, rounding_mode="floor")) if rotates else None)
        x = x + w.linear(attended, p + "self_attn.o_proj", n)
        h = norm(x, p + "post_attention_layernorm.weight")
        p += "feed_forward."
        if (i + 1) % config["interleave_moe_layer_step"]:
            x = x + gated(config, h, w, p, config["intermediate_size_mlp"])
            continue
        logits = w.linear(h, p + "router", count)
        top, chosen = logits.topk(config["num_experts_per_tok"], dim=1)
        scores = torch.sigmoid(torch.full_like(logits, -math.inf).scatter_(1, chosen, top))
        routed = h[None] * scores.T[:, :, None]
        gate, up = (routed @ w(p + "experts.gate_up_proj", count, n, 2 * width)).chunk(2, dim=-1)
        routed = (up * F.silu(gate)) @ w(p + "experts.down_proj", count, width, n)
        x = x + gated(config, h, w, p + "shared_expert.") + routed.sum(0)
    w("vision_model.patch_embedding.linear.weight", 8, 8)
    w("multi_modal_projector.linear_1.weight", 8, 8)
    return norm(x, prefix + "norm.weight")


def write_safetensors(path, tensors):
    header, offset = {"__metadata__": {"format": "pt"}}, 0
    names = {torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16"}
    for name, tensor in tensors.items():
        size = tensor.numel() * tensor.element_size()
        header[name] = {"dtype": names[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor in tensors.values():
            whole = tensor.contiguous()
            file.write((whole.view(torch.int16) if whole.dtype == torch.bfloat16 else whole).numpy().tobytes())


def main(directory, kind, dtype="F32", adapter=None):
    config, w = KINDS[kind], Weights(DTYPES[dtype], adapter is not None)
    tokens = torch.randint(0, 320, (TOKENS,))
    forward = {"gpt2": gpt2, "gemma3_text": gemma3, "llama4": llama4}.get(config["model_type"], decoder)
    hidden = forward(config, tokens, w)
    # The defaults of the published configurations: GPT-2 and Gemma 3 are tied.
    text = config.get("text_config", config)
    if text.get("tie_word_embeddings", config["model_type"] in ("gpt2", "gemma3_text")):
        head = next(w.stored[name].double() for name in ("model.embed_tokens.weight", "transformer.wte.weight") if name in w.stored)
    else:
        head = w("language_model.lm_head.weight" if config["model_type"] == "llama4" else "lm_head.weight", 320, hidden.shape[-1], scale=0.25)
    logits = (hidden @ head.T).float()
    with open(os.path.join(directory, "config.json"), "w") as file:
        json.dump({"torch_dtype": str(w.dtype).split(".")[-1], **config}, file)
    write_safetensors(os.path.join(directory, "model.safetensors"), w.stored)
    if w.adapter:
        folder = os.path.join(directory, "adapter")
        os.mkdir(folder)
        write_safetensors(os.path.join(folder, "adapter_model.safetensors"), w.adapter)
        with open(os.path.join(folder, "adapter_config.json"), "w") as file:
            json.dump({"peft_type": "LORA", "r": RANK, "lora_alpha": ALPHA, "use_rslora": True, "bias": "none", "target_modules": list(TARGETS),
                       "fan_in_fan_out": kind == "gpt2", "modules_to_save": None, "task_type": "CAUSAL_LM", "alpha_pattern": {}}, file)
    print(json.dumps({"tokens": tokens.tolist(), "logits": base64.b64encode(logits.numpy().astype("<f4").tobytes()).decode()}))


main(*sys.argv[1:])
