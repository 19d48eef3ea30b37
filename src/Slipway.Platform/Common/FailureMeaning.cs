namespace Slipway.Platform.Common;

/// <param name="Status">The HTTP status of every contract.</param>
/// <param name="Code">The code in the error body under <c>/v1</c>.</param>
/// <param name="Type">The <c>error_type</c> of a failed task.</param>
/// <param name="RetryMayHelp">The same request may succeed a little later.</param>
public sealed record FailureMeaning(int Status, string Code, string Type, bool RetryMayHelp);
