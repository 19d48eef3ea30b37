using Slipway.Storage.Postgres;

namespace Slipway.Storage.Tests.Postgres;

public sealed class PostgresAddressTests
{
    [Theory]
    [InlineData("postgres://me:p%40ss@db.example:6543/my%20data?sslmode=verify-full&application_name=x", "db.example", 6543, "me", "p@ss", "my data")]
    [InlineData("postgresql://me@localhost/d", "localhost", 5432, "me", null, "d")]
    [InlineData("postgres://me@/d?host=/run/postgresql&connect_timeout=3", "/run/postgresql", 5432, "me", null, "d")]
    [InlineData("Host=h;Port=1;Username=u;Password=p;Database=d", "h", 1, "u", "p", "d")]
    public void It_is_read_as_a_url_or_in_the_drivers_own_words(string text, string host, int port, string user, string? password, string database)
    {
        var address = PostgresAddress.TryParse(text, out var problem);

        Assert.Null(problem);
        Assert.Equal((host, port, user, password, database), (address!.Host, address.Port, address.Username, address.Password, address.Database));
    }

    [Theory]
    [InlineData("postgres://me:secret@localhost/d?colour=blue", "colour")]
    [InlineData("postgres://me:secret@localhost/d?sslmode=perhaps", "sslmode")]
    [InlineData("postgres://me:secret@local host:x/d", "no address")]
    [InlineData("secret", "neither")]
    [InlineData("Username=u;Password=secret", "no host")]
    public void What_is_wrong_is_named_and_the_password_never(string text, string named)
    {
        Assert.Null(PostgresAddress.TryParse(text, out var problem));

        Assert.Contains(named, problem);
        Assert.DoesNotContain("secret", problem);
    }
}
