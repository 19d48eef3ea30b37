using Slipway.Platform.Registry;

namespace Slipway.Storage.Tests.Registry;

internal sealed class OneUser : IModelUser
{
    public string? Use { get; set; }

    public ValueTask<string?> UseOfAsync(ModelVersion version) => new(Use);
}
