using System.Diagnostics;

namespace Slipway.Engine.Serving;

/// <summary>
/// Ends the process when its parent is gone. The parent holds the other end of standard input and never writes; the system closes it
/// whatever way the parent dies. The thread does nothing else, so that nothing else can keep it from its work.
/// </summary>
public static class Supervision
{
    public static void Start()
    {
        var input = Console.OpenStandardInput();
        new Thread(() =>
        {
            Span<byte> nothing = stackalloc byte[64];
            try
            {
                while (input.Read(nothing) > 0)
                {
                }
            }
            catch (IOException)
            {
                // A pipe that cannot be read has no parent behind it either.
            }
            using var self = Process.GetCurrentProcess();
            self.Kill();
        })
        { IsBackground = true, Name = "supervision" }.Start();
    }
}
