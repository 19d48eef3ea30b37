using System.Diagnostics.CodeAnalysis;
using Slipway.Platform.Common;

namespace Slipway.Platform.Routing;

/// <summary>A seat at a replica, or why there is none.</summary>
public readonly struct Admission
{
    private Admission(Seat? seat, Failure? refusal) => (Seat, Refusal) = (seat, refusal);

    public Seat? Seat { get; }

    public Failure? Refusal { get; }

    [MemberNotNullWhen(true, nameof(Seat))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool Granted => Seat is not null;

    public static implicit operator Admission(Seat seat) => new(seat, null);

    public static implicit operator Admission(Failure refusal) => new(null, refusal);
}
