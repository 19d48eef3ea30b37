namespace Slipway.Platform.Common;

/// <summary>Ids that sort by the time they were made, so that new rows lie together.</summary>
public static class Ids
{
    public static string New(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow()).ToString();
}
