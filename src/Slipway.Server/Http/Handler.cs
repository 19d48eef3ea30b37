using Slipway.Platform.Common;

namespace Slipway.Server.Http;

/// <summary>Answers a call, or returns why it cannot: the failure is written in the words of the call's contract.</summary>
public delegate Task<Failure?> Handler(Call call);
