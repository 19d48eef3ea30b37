namespace Slipway.Platform.Datasets;

public enum DatasetStatus
{
    /// <summary>Without content, or not looked through yet.</summary>
    Pending,

    Ready,

    /// <summary>Its content can't be used; the findings say why.</summary>
    Failed,
}
