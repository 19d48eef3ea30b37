namespace Slipway.Formats;

/// <summary>Writes a file that appears under its name only when all of it is written.</summary>
internal static class WholeFile
{
    public static void Write(string path, Action<FileStream> write)
    {
        var partial = path + ".partial";
        try
        {
            using (var output = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 20))
                write(output);
            File.Move(partial, path, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }
}
