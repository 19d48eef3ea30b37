using System.Text.Json;
using Slipway.Platform.Common;

namespace Slipway.Platform.Analytics.Pricing;

/// <summary>Reads the operator's price book, or the one that comes with the product.</summary>
public static class PriceBookFile
{
    /// <summary>The book that is used until the operator names another.</summary>
    public static PriceBook Standard { get; } = ReadStandard();

    public static Result<PriceBook> Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var book = JsonSerializer.Deserialize(file, PriceBookJson.Default.PriceBook);
            return book is null ? Wrong("it is empty") : Check(book) is { } problem ? Wrong(problem) : book;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            return Wrong(exception.Message);
        }

        Failure Wrong(string problem) => new(FailureKind.InvalidRequest, $"the price book can't be used: {problem}");
    }

    private static string? Check(PriceBook book)
    {
        double?[] own = [book.Own.CpuHour, book.Own.MemoryGibHour, book.Own.StorageGibMonth, book.Own.NetworkGib];
        if (own.Any(rate => rate is < 0))
            return "a rate in 'own' is negative";
        foreach (var (cloud, prices) in book.Clouds)
        {
            foreach (var instance in prices.Instances)
            {
                if (instance.Hour is < 0 || instance.SpotHour is < 0 || instance.Cpus <= 0 || instance.MemoryGib <= 0)
                    return $"clouds.{cloud}: the instance type '{instance.Name}' has a price or a size that can't be";
                if (instance is { Hour: not null, Source: null } or { Hour: not null, Date: null })
                    return $"clouds.{cloud}: the instance type '{instance.Name}' has a price without its 'source' and 'date'";
            }
        }

        return null;
    }

    private static PriceBook ReadStandard()
    {
        using var text = typeof(PriceBookFile).Assembly.GetManifestResourceStream("price-book.json")!;
        return JsonSerializer.Deserialize(text, PriceBookJson.Default.PriceBook)!;
    }
}
