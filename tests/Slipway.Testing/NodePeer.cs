using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Slipway.Testing;

/// <summary>
/// A script of tests/peers that answers lines of JSON. Where its language or its packages are missing, starting it skips the test with the
/// reason; any other failure fails it.
/// </summary>
public sealed class NodePeer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private NodePeer(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors)
                _errors.AppendLine(line.Data);
        };
        process.BeginErrorReadLine();
    }

    public static NodePeer Start(string script, string package)
    {
        Assert.SkipUnless(
            Directory.Exists(Repository.PathOf("tests", "peers", "node_modules", package)),
            $"the npm package {package} is not installed: run tests/install");
        return Start("node", script, package);
    }

    /// <summary>A peer in the system's Python, where apt-get puts its packages; it says itself whether it has what it needs.</summary>
    public static NodePeer StartPython(string script) => Start("/usr/bin/python3", script, script);

    private static NodePeer Start(string program, string script, string name)
    {
        Process process;
        try
        {
            process = ProcessRunner.Start(program, [Repository.PathOf("tests", "peers", script)]);
        }
        catch (Win32Exception)
        {
            Assert.Skip($"{program} is not installed");
            throw;
        }

        var peer = new NodePeer(process);
        try
        {
            using var greeting = JsonDocument.Parse(peer.ReadLine());
            if (greeting.RootElement.TryGetProperty("unavailable", out var reason))
                Assert.Skip($"{name} does not run here: {reason}");
            return peer;
        }
        catch
        {
            peer.Dispose();
            throw;
        }
    }

    /// <summary>Sends <paramref name="request"/> and returns the peer's result; its error fails the test.</summary>
    public JsonElement Ask(object request)
    {
        try
        {
            _process.StandardInput.WriteLine(JsonSerializer.Serialize(request));
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            throw new InvalidOperationException($"the peer ended: {Errors}");
        }

        using var answer = JsonDocument.Parse(ReadLine());
        if (answer.RootElement.TryGetProperty("error", out var error))
            throw new InvalidOperationException($"the peer answered: {error}\n{Errors}");
        return answer.RootElement.GetProperty("result").Clone();
    }

    public void Dispose()
    {
        try
        {
            // It ends at the end of its input.
            _process.StandardInput.Close();
            if (!_process.WaitForExit(TimeSpan.FromSeconds(5)))
                _process.Kill(entireProcessTree: true);
        }
        catch (IOException)
        {
            // It is gone already.
        }

        _process.Dispose();
    }

    private string Errors
    {
        get
        {
            lock (_errors)
                return _errors.ToString();
        }
    }

    private string ReadLine() =>
        _process.StandardOutput.ReadLineAsync().WaitAsync(Patience).GetAwaiter().GetResult() ??
        throw new InvalidOperationException($"the peer ended: {Errors}");
}
