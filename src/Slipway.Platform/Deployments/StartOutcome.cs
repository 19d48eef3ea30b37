namespace Slipway.Platform.Deployments;

/// <summary>How the start of a replica ended: a replica that generates and the room that it holds, or a problem.</summary>
/// <param name="Replica">Null where there is none.</param>
/// <param name="Room">What <see cref="IMachine"/> gave for it.</param>
/// <param name="Problem">Why there is none.</param>
/// <param name="LacksRoom">It was never started, because it does not fit beside what runs now.</param>
internal readonly record struct StartOutcome(IReplicaHandle? Replica, IDisposable? Room, string Problem = "", bool LacksRoom = false);
