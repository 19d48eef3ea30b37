namespace Slipway.Platform.Datasets;

/// <summary>Somebody who needs datasets: what is in use isn't deleted.</summary>
public interface IDatasetUser
{
    /// <summary>What uses the dataset, for a person (<c>job 'train-1'</c>); null where nothing does.</summary>
    ValueTask<string?> UseOfAsync(Dataset dataset);
}
