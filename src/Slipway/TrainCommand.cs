using System.CommandLine;
using System.Globalization;
using Slipway.Formats;
using Slipway.Training;
using Slipway.Training.Recipes;
using Spectre.Console;

namespace Slipway;

/// <summary><c>slipway train --recipe FILE</c>: a model from nothing, as a recipe says.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var recipe = new Option<FileInfo>("--recipe") { Description = "The recipe to follow.", Required = true };
        var folder = new Option<DirectoryInfo?>("--out") { Description = "Where checkpoints, log and the finished model go; the recipe's name by default." };
        var resume = new Option<bool>("--resume") { Description = "Go on from the newest checkpoint instead of beginning anew." };
        var threads = new Option<int>("--threads") { Description = "Threads that compute; they change no bit of the result.", DefaultValueFactory = _ => Environment.ProcessorCount };
        threads.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
                result.AddError("--threads must be at least 1");
        });
        var command = new Command("train", "Make a model from nothing, as a recipe says.") { recipe, folder, resume, threads };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            try
            {
                var plan = Recipe.Read(parsed.GetRequiredValue(recipe).FullName);
                var run = new RecipeRun(plan, parsed.GetValue(folder)?.FullName ?? Path.GetFullPath(plan.Name), parsed.GetValue(threads), TimeProvider.System);
                if (!parsed.GetValue(resume))
                    run.Clear();
                Follow(plan, run, cancellation);
                return 0;
            }
            catch (OperationCanceledException)
            {
                Console.Error.WriteLine("slipway train: stopped; --resume goes on from the newest checkpoint");
                return 130;
            }
            catch (Exception error) when (error is ModelFileException or IOException or UnauthorizedAccessException or ArgumentException or TrainingDivergedException)
            {
                Console.Error.WriteLine($"slipway train: {error.Message}");
                return 1;
            }
        }, cancellation));
        return command;
    }

    private static void Follow(Recipe recipe, RecipeRun run, CancellationToken cancellation)
    {
        RecipeResult? result = null;
        Terminal.Errors().Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
            .Start(context =>
            {
                var bar = context.AddTask(recipe.Name + ": reading the corpus");
                result = run.Run(new Bar(bar), cancellation);
            });
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{run.FinishedPath}: {result!.Parameters / 1e6:F2}M parameters, {new FileInfo(run.FinishedPath).Length / 1e6:F1} MB, " +
            $"loss {result.QuantizedLoss:F4} on held-out conversations ({result.Loss:F4} before quantizing)"));
    }

    private sealed class Bar(ProgressTask bar) : IProgress<StepReport>
    {
        public void Report(StepReport value)
        {
            bar.MaxValue = value.TotalSteps;
            bar.Value = value.Step;
            bar.Description = string.Create(CultureInfo.InvariantCulture,
                $"step {value.Step}/{value.TotalSteps}  loss {value.Loss:F3}  rate {value.LearningRate:E1}  {value.TokensPerSecond:F0} tokens/s  {value.TimeLeft:hh\\:mm\\:ss} left");
        }
    }
}
