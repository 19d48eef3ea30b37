using System.CommandLine;
using Slipway;

var root = new RootCommand("Slipway takes a language model from dataset to production.")
{
    InspectCommand.Create(),
    ConvertCommand.Create(),
    EngineCommand.Create(),
    PullCommand.Create(),
    QuantizeCommand.Create(),
    TrainCommand.Create(),
    JobCommand.Create(),
    ServeCommand.Create(),
    ConfigCommand.Create(),
    KeysCommand.Create(),
    BackupCommand.Create(),
    RestoreCommand.Create(),
    UsersCommand.Create(),
    RunCommand.Create(),
};
// A server that is asked to end drains first; the library would end it by force after two seconds.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
