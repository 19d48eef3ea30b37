using Slipway.Formats;

namespace Slipway.Formats.Tests;

public sealed class TensorTypeTests
{
    [Theory]
    [InlineData(TensorType.F32, 64, 256)]
    [InlineData(TensorType.Q8_0, 64, 68)]
    [InlineData(TensorType.Q4_K, 512, 288)]
    public void A_row_takes_as_many_bytes_as_its_blocks(TensorType type, long values, long bytes) =>
        Assert.Equal(bytes, TensorTypes.ByteLength(type, values));
}
