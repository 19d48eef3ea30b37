namespace Slipway.Storage.Sql;

/// <summary>The database could not do what it was asked: disk full, file damaged, server gone.</summary>
public sealed class StorageException(string message, Exception? inner = null) : Exception(message, inner);
