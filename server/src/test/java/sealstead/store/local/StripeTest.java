package sealstead.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import sealstead.store.Bytes;
import sealstead.store.Head;
import sealstead.store.Table;
import sealstead.store.TxId;

final class StripeTest {
    private static final Object ENGINE = new Object();
    private static final Table TABLE = new Table("table");
    private static final Bytes GROUP = Bytes.utf8("group");
    private static final Head HEAD = new Head(new TxId(1, 2), Bytes.EMPTY);

    private final Stripe stripe = new Stripe();

    @Test
    void what_was_read_is_known_as_it_was_read() {
        stripe.saw(ENGINE, stripe.commits(), TABLE, GROUP, HEAD);
        assertThat(stripe.known(ENGINE, TABLE, GROUP)).isEqualTo(new Stripe.Known(HEAD));
        assertThat(stripe.known(ENGINE, TABLE, Bytes.utf8("other"))).isNull();
        assertThat(stripe.known(ENGINE, new Table("other"), GROUP)).isNull();

        stripe.saw(ENGINE, stripe.commits(), TABLE, GROUP, null);
        assertThat(stripe.known(ENGINE, TABLE, GROUP)).isEqualTo(new Stripe.Known(null));
    }

    @Test
    void a_commit_makes_what_was_read_before_it_unknown() {
        stripe.saw(ENGINE, stripe.commits(), TABLE, GROUP, HEAD);
        stripe.committed();
        assertThat(stripe.known(ENGINE, TABLE, GROUP)).isNull();
    }

    /// A slow reader may tell what it read when the commit that made it old has ended already.
    @Test
    void what_was_read_before_a_commit_and_told_after_it_is_not_believed() {
        long before = stripe.commits();
        stripe.committed();
        stripe.saw(ENGINE, before, TABLE, GROUP, HEAD);
        assertThat(stripe.known(ENGINE, TABLE, GROUP)).isNull();
    }

    @Test
    void what_was_read_from_another_engine_is_not_known() {
        stripe.saw(new Object(), stripe.commits(), TABLE, GROUP, null);
        assertThat(stripe.known(ENGINE, TABLE, GROUP)).isNull();
    }
}
