using Slipway.Platform.Common;

namespace Slipway.Platform.Deployments;

/// <summary>The memory of the machine that replicas run on, booked before they start.</summary>
public interface IMachine
{
    /// <summary>Room for one more replica, given back by disposing it; or what does not fit, in numbers.</summary>
    ValueTask<Result<IDisposable>> BookAsync(Deployment deployment, CancellationToken cancellation);
}
