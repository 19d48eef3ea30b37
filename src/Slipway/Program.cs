using System.CommandLine;
using Slipway;

var root = new RootCommand("Slipway takes a language model from dataset to production.")
{
    InspectCommand.Create(),
    EngineCommand.Create(),
    PullCommand.Create(),
    QuantizeCommand.Create(),
    ServeCommand.Create(),
    KeysCommand.Create(),
    RunCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
