using Slipway.Tensors;

namespace Slipway.Models.Adapters;

/// <summary>What an adapter adds to one linear layer: Up · Down · x, the scale being part of Up.</summary>
internal sealed record AdapterPair(WeightMatrix Down, WeightMatrix Up);
