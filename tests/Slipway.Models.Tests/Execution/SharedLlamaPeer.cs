using Slipway.Testing;

namespace Slipway.Models.Tests.Execution;

/// <summary>One llama.cpp for all tests of a class, started by the first that asks, which is skipped where there is none.</summary>
public sealed class SharedLlamaPeer : IDisposable
{
    private LlamaPeer? _peer;

    internal LlamaPeer Get() => _peer ??= LlamaPeer.Start();

    public void Dispose() => _peer?.Dispose();
}
