package sealstead.s3.logging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Room that accounts share.
final class SharesTest {
    private static long taken(Shares shares, String account) {
        long taken = 0;
        while (shares.take(account, 10)) {
            taken += 10;
        }
        return taken;
    }

    @Test
    void whoever_comes_last_finds_as_much_as_the_greediest_left_to_themselves() {
        var shares = new Shares(16_000);
        assertThat(taken(shares, "greedy")).isEqualTo(8_000);
        assertThat(taken(shares, "next")).isEqualTo(4_000);
        assertThat(shares.take("quiet", 300)).isTrue();
        assertThat(shares.take("greedy", 10)).isFalse();
        shares.clear();
        assertThat(taken(shares, "greedy")).isEqualTo(8_000);
    }

    @Test
    void a_referer_is_shown_without_what_opens_something() {
        assertThat(LoggedTarget.ofReferer("https://app/#access_token=SECRET&X-Amz-Signature=SECRET"))
                .isEqualTo("https://app/");
        assertThat(LoggedTarget.ofReferer("https://user:SECRET@app/p?X-Amz-Signature=SECRET#SECRET"))
                .startsWith("https://app/p?")
                .doesNotContain("SECRET");
        assertThat(LoggedTarget.ofReferer("https://app/a@b?x-id=GetObject"))
                .isEqualTo("https://app/a@b?x-id=GetObject");
        assertThat(LoggedTarget.ofReferer("https://user:SECRET@app")).isEqualTo("https://app");
        assertThat(LoggedTarget.ofReferer("none")).isEqualTo("none");
    }
}
