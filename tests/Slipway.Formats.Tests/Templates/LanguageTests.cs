namespace Slipway.Formats.Tests.Templates;

/// <summary>The language itself. Each expectation is also checked against Jinja2 by <see cref="PeerTests"/>.</summary>
public sealed class LanguageTests
{
    [Theory]
    [MemberData(nameof(LanguageCases.Rows), MemberType = typeof(LanguageCases))]
    public void An_expression_means_what_Python_says(string template, string expected) =>
        Assert.Equal(expected, Rendering.Text(template, LanguageCases.Variables));
}
