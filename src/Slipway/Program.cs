using System.CommandLine;

var root = new RootCommand("Slipway takes a language model from dataset to production.");
return await root.Parse(args).InvokeAsync();
