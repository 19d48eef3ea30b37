using System.Xml.Linq;

namespace Slipway.Rooms.Tests;

/// <summary>Which room may use which. An arrow that isn't here is a decision to be made, not a reference to be added.</summary>
public sealed class RoomTests
{
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Formats"] = [],
        ["Protocol"] = [],
        ["Contracts"] = [],
        ["Tensors"] = ["Formats"],
        ["Models"] = ["Formats", "Tensors"],
        ["Training"] = ["Models", "Tensors", "Formats", "Protocol"],
        ["Engine"] = ["Models", "Protocol", "Tensors", "Formats"],
        ["Platform"] = ["Formats", "Protocol"],
        ["Storage"] = ["Platform"],
        ["Runtimes"] = ["Platform", "Protocol"],
        ["Server"] = ["Platform", "Contracts", "Protocol"],
        ["Client"] = ["Contracts"],
    };

    [Fact]
    public void A_room_refers_only_to_the_rooms_that_it_may_use()
    {
        foreach (var project in Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories))
        {
            var name = Path.GetFileNameWithoutExtension(project);
            if (name == "Slipway")
                continue;
            var room = name["Slipway.".Length..];
            Assert.True(MayUse.TryGetValue(room, out var allowed), $"the room {room} isn't in the plan");
            var used = XDocument.Load(project).Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)["Slipway.".Length..]);
            Assert.Empty(used.Except(allowed));
        }
    }

    /// <summary>Folders of Platform, and the folders that each may use. Access and Metering know nobody.</summary>
    private static readonly Dictionary<string, string[]> PlatformFolders = new()
    {
        ["Common"] = [],
        ["Access"] = ["Common"],
        ["Metering"] = ["Common"],
        ["Infrastructure"] = ["Common"],
        ["Outbound"] = ["Common"],
        ["Artifacts"] = ["Common"],
        ["Registry"] = ["Common", "Access", "Artifacts", "Outbound"],
        ["Nodes"] = ["Common"],
        ["Prompts"] = ["Common", "Access"],
        ["Datasets"] = ["Common", "Access", "Artifacts"],
        ["Deployments"] = ["Common", "Access", "Registry", "Infrastructure"],
        ["Jobs"] = ["Common", "Access", "Registry", "Datasets", "Infrastructure", "Artifacts"],
        ["Configurations"] = ["Common", "Access", "Deployments", "Registry"],
        ["Routing"] = ["Common", "Access", "Registry", "Deployments", "Metering"],
        ["Generation"] = ["Common", "Access", "Routing", "Deployments", "Metering", "Prompts", "Registry", "Nodes"],
        ["Analytics"] = ["Common", "Metering", "Deployments", "Registry"],
    };

    [Fact]
    public void A_folder_of_the_platform_uses_only_the_folders_that_it_may()
    {
        var platform = Path.Combine("src", "Slipway.Platform");
        foreach (var source in Repository.Sources(platform))
        {
            var parts = Path.GetRelativePath(Path.Combine(Repository.Root, platform), source).Split('/');
            if (parts.Length == 1)
                continue;
            var folder = parts[0];
            Assert.True(PlatformFolders.TryGetValue(folder, out var allowed), $"the folder Platform/{folder} isn't in the plan");
            foreach (var line in File.ReadLines(source))
            {
                if (!line.StartsWith("using Slipway.Platform.", StringComparison.Ordinal))
                    continue;
                var other = line["using Slipway.Platform.".Length..].TrimEnd(';').Split('.')[0];
                Assert.True(other == folder || allowed.Contains(other), $"{folder} may not use {other}: {source}");
            }
        }
    }

    [Fact]
    public void The_platform_knows_no_server_no_sql_and_no_tensor()
    {
        string[] foreign = ["using Microsoft.AspNetCore", "using Dapper", "using Microsoft.Data", "using Npgsql", "using Slipway.Tensors"];
        foreach (var source in Repository.Sources(Path.Combine("src", "Slipway.Platform")))
        {
            foreach (var line in File.ReadLines(source))
                Assert.DoesNotContain(foreign, prefix => line.StartsWith(prefix, StringComparison.Ordinal));
        }
    }
}
