"""The same training in PyTorch: a plain llama, AdamW, clipping. The fastest step counts, for the machine may be shared."""
import json
import math
import resource
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

layers, width, heads, inner, vocabulary, sequences, length, steps, rank, threads = map(int, sys.argv[1:])
torch.set_num_threads(threads)
torch.manual_seed(1)


class Projection(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, inputs) / math.sqrt(inputs), requires_grad=rank == 0)
        if rank:
            self.a = nn.Parameter(torch.randn(rank, inputs) / math.sqrt(inputs))
            self.b = nn.Parameter(torch.zeros(outputs, rank))

    def forward(self, x):
        y = F.linear(x, self.weight)
        return y + 2.0 * F.linear(F.linear(x, self.a), self.b) if rank else y


class Norm(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width), requires_grad=rank == 0)

    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-5) * self.weight


def turned(x, cos, sin):
    left, right = x.chunk(2, dim=-1)
    return torch.cat([left * cos - right * sin, right * cos + left * sin], dim=-1)


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1, self.norm2 = Norm(), Norm()
        self.q, self.k, self.v, self.o = (Projection(width, width) for _ in range(4))
        self.gate, self.up, self.down = Projection(width, inner), Projection(width, inner), Projection(inner, width)

    def forward(self, x, cos, sin, mask):
        n = self.norm1(x)
        q, k, v = (p(n).view(sequences, length, heads, -1).transpose(1, 2) for p in (self.q, self.k, self.v))
        q, k = turned(q, cos, sin), turned(k, cos, sin)
        scores = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1]) + mask, dim=-1)
        x = x + self.o((scores @ v).transpose(1, 2).reshape(sequences, length, width))
        n = self.norm2(x)
        return x + self.down(F.silu(self.gate(n)) * self.up(n))


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens = nn.Parameter(torch.randn(vocabulary, width) / math.sqrt(width), requires_grad=rank == 0)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))
        self.norm = Norm()
        angles = torch.outer(torch.arange(length), 10000.0 ** (-torch.arange(0, width // heads, 2) / (width // heads)))
        self.cos, self.sin = angles.cos(), angles.sin()
        self.mask = torch.full((length, length), float("-inf")).triu(1)

    def forward(self, tokens):
        x = F.embedding(tokens, self.tokens)
        for layer in self.layers:
            x = layer(x, self.cos, self.sin, self.mask)
        return F.linear(self.norm(x), self.tokens)


model = Model()
trained = [p for p in model.parameters() if p.requires_grad]
optimizer = torch.optim.AdamW(trained, lr=2e-4)
best = math.inf
for step in range(steps + 1):
    start = time.monotonic()
    data = torch.randint(vocabulary, (sequences, length + 1))
    optimizer.zero_grad(set_to_none=True)
    loss = F.cross_entropy(model(data[:, :-1]).view(-1, vocabulary), data[:, 1:].reshape(-1))
    loss.backward()
    nn.utils.clip_grad_norm_(trained, 1.0)
    optimizer.step()
    if step:
        best = min(best, time.monotonic() - start)
print(json.dumps({"TokensPerSecond": sequences * length / best,
                  "PeakMegabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
