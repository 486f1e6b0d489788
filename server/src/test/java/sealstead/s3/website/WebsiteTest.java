package sealstead.s3.website;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import sealstead.s3.website.ErrorPage.Problem;
import sealstead.store.Bytes;
import sealstead.wire.Refusal;

/// How a bucket is shown as a website.
final class WebsiteTest {
    private static final Website SITE = WebsiteConfiguration.website(Bytes.utf8("""
            <WebsiteConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
              <IndexDocument><Suffix>index.html</Suffix></IndexDocument>
              <ErrorDocument><Key>error.html</Key></ErrorDocument>
              <RoutingRules>
                <RoutingRule>
                  <Condition><KeyPrefixEquals>old/</KeyPrefixEquals></Condition>
                  <Redirect><ReplaceKeyPrefixWith>new/</ReplaceKeyPrefixWith></Redirect>
                </RoutingRule>
                <RoutingRule>
                  <Condition>
                    <KeyPrefixEquals>lost/</KeyPrefixEquals>
                    <HttpErrorCodeReturnedEquals>404</HttpErrorCodeReturnedEquals>
                  </Condition>
                  <Redirect><ReplaceKeyWith>found</ReplaceKeyWith><HttpRedirectCode>307</HttpRedirectCode></Redirect>
                </RoutingRule>
              </RoutingRules>
            </WebsiteConfiguration>"""));

    @Test
    void a_key_that_ends_with_a_slash_shows_its_index() {
        assertThat(SITE.page("")).isEqualTo("index.html");
        assertThat(SITE.page("a/")).isEqualTo("a/index.html");
        assertThat(SITE.page("a")).isEqualTo("a");
    }

    @Test
    void a_rule_is_about_its_prefix_and_its_error_only() {
        assertThat(SITE.rule("old/page").orElseThrow().key("old/page")).isEqualTo("new/page");
        assertThat(SITE.rule("older")).isEmpty();
        assertThat(SITE.rule("lost/page")).as("not before anything was read").isEmpty();
        assertThat(SITE.rule("lost/page", 404).orElseThrow().key("lost/page")).isEqualTo("found");
        assertThat(SITE.rule("lost/page", 404).orElseThrow().to().status()).isEqualTo(307);
        assertThat(SITE.rule("lost/page", 403)).isEmpty();
    }

    /// Keys are written by whoever asks.
    @Test
    void nothing_of_a_key_becomes_markup_of_the_page_or_a_header_of_its_own() throws Exception {
        var key = "<script>alert('x')</script>\r\nx: y";
        var page = new ErrorPage(
                new Problem(404, "NoSuchKey", "none", List.of(new Refusal.Detail("Key", key))), Optional.empty());
        var reply = page.reply("1", "2", false);
        assertThat(reply.headers().first("x-amz-error-code")).contains("NoSuchKey");
        assertThat(reply.headers().has("x-amz-error-detail-Key")).isFalse();
        assertThat(reply.bodyBytes()).isPositive();
        assertThat(page.reply("1", "2", true).bodyBytes()).isZero();
    }
}
