using Slipway.Formats;
using Slipway.Formats.Datasets;
using Slipway.Protocol.Jobs;

namespace Slipway.Training.Jobs;

/// <summary>The examples of a job, in their order, and which of them are held out.</summary>
internal sealed record JobExamples(IReadOnlyList<Example> Train, IReadOnlyList<Example> HeldOut)
{
    /// <exception cref="ModelFileException">The dataset cannot be read; the message names the line.</exception>
    public static JobExamples Read(JobDataset dataset, CancellationToken cancellation)
    {
        if (!DatasetFormats.TryParse(dataset.Format, out var format))
            throw new ModelFileException(dataset.Path, "format", $"'{dataset.Format}' is none of json, jsonl, csv");
        List<Example> train = [], heldOut = [];
        try
        {
            using var file = File.OpenRead(dataset.Path);
            foreach (var record in DatasetReader.Read(file, format, new DatasetLimits()))
            {
                cancellation.ThrowIfCancellationRequested();
                var error = record.Error;
                if (error is not null || ExampleReader.Read(record.Value, out error) is not { } example)
                    throw new ModelFileException(dataset.Path, $"line {record.Line}", error!);
                (DatasetSplit.IsHeldOut(example, dataset.HeldOut, dataset.Seed) ? heldOut : train).Add(example);
            }
        }
        catch (DatasetException problem)
        {
            throw new ModelFileException(dataset.Path, $"line {problem.Line}", problem.Message, problem);
        }
        return new JobExamples(train, heldOut);
    }

    public IReadOnlyList<Example> Part(string part) => part switch
    {
        JobDataset.PartHeldOut => HeldOut,
        JobDataset.PartTrain => Train,
        _ => [.. Train, .. HeldOut],
    };
}
