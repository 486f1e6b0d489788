package sealstead.s3.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sealstead.crypto.SecretBytes;
import sealstead.custody.HeldRootKey;
import sealstead.custody.SealedStore;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Guard;
import sealstead.store.Lane;
import sealstead.store.Table;
import sealstead.store.local.LocalMetaStore;
import sealstead.time.WitnessedTime;

/// One webhook for many accounts: none is in another's way.
@SuppressWarnings("NullAway.Init")
final class WebhookDeliveryTest {
    private static final String ONE = "111111111111";
    private static final String OTHER = "222222222222";

    private final SecureRandom random = new SecureRandom();
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

    @TempDir
    private Path folder;

    private LocalMetaStore engine;
    private SealedStore store;
    private EventQueue queue;

    @BeforeEach
    void open() throws IOException {
        engine = new LocalMetaStore(folder.resolve("records"), random);
        store = new SealedStore(engine, new HeldRootKey(SecretBytes.random(random, 32)), random);
        queue = new EventQueue(store, evidence -> true, random, Clock.systemUTC(), 100);
    }

    @AfterEach
    void close() throws IOException {
        engine.close();
    }

    private WebhookDelivery delivery(WebhookDelivery.Sender sender) {
        var time =
                new WitnessedTime(Clock.systemUTC(), System::nanoTime, WitnessedTime.Limits.DEFAULT, Optional.empty());
        return new WebhookDelivery("hook", sender, queue, time, System::nanoTime);
    }

    private boolean add(String account, String text) throws IOException {
        return queue.add("hook", account, Bytes.utf8(text).toArray());
    }

    private String next() throws InterruptedException {
        var event = received.poll(20, TimeUnit.SECONDS);
        assertThat(event).isNotNull();
        return event;
    }

    private boolean accept(EventQueue.Waiting event) {
        received.add(event.document().toUtf8());
        return true;
    }

    @Test
    void who_has_many_events_waits_behind_his_own() throws Exception {
        for (int i = 0; i < 100; i++) {
            assertThat(add(ONE, "many " + i)).isTrue();
        }
        add(OTHER, "one");
        var delivery = delivery(this::accept);
        delivery.start();
        var order = new ArrayList<String>();
        for (int i = 0; i < 101; i++) {
            order.add(next());
        }
        delivery.stop();
        assertThat(order.indexOf("one")).isLessThan(20);
        order.remove("one");
        assertThat(order).first().isEqualTo("many 0");
        assertThat(order).last().isEqualTo("many 99");
    }

    @Test
    void an_event_that_is_refused_holds_up_its_own_account_alone() throws Exception {
        add(ONE, "never");
        add(ONE, "behind it");
        add(OTHER, "first");
        var delivery = delivery(event -> !event.document().toUtf8().equals("never") && accept(event));
        delivery.start();
        assertThat(next()).isEqualTo("first");
        add(OTHER, "second");
        delivery.wake();
        assertThat(next()).isEqualTo("second");
        delivery.stop();
        assertThat(received).isEmpty();
    }

    /// A receiver that hangs up in the middle of one event is there all the same.
    @Test
    void an_event_that_the_receiver_hangs_up_on_holds_up_its_own_account_alone() throws Exception {
        add(ONE, "never");
        add(OTHER, "first");
        var hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hook.createContext("/", exchange -> {
            var event = Bytes.wrap(exchange.getRequestBody().readAllBytes()).toUtf8();
            if (!event.equals("never")) {
                received.add(event);
                exchange.sendResponseHeaders(200, -1);
            }
            exchange.close();
        });
        hook.start();
        try (var http = HttpClient.newHttpClient()) {
            var url = URI.create("http://127.0.0.1:" + hook.getAddress().getPort());
            var delivery =
                    delivery(new WebhookSender("hook", url, http, (webhook, text) -> "signature", Clock.systemUTC()));
            delivery.start();
            assertThat(next()).isEqualTo("first");
            add(OTHER, "second");
            delivery.wake();
            assertThat(next()).isEqualTo("second");
            delivery.stop();
            http.shutdownNow();
        } finally {
            hook.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_error_ends_neither_the_delivery_nor_the_event(boolean memory) throws Exception {
        var failures = new AtomicInteger(2);
        add(ONE, "costly");
        add(OTHER, "other");
        var delivery = delivery(event -> {
            if (event.document().toUtf8().equals("costly") && failures.getAndDecrement() > 0) {
                throw memory ? new OutOfMemoryError("as if") : new StackOverflowError();
            }
            return accept(event);
        });
        delivery.start();
        assertThat(next()).isEqualTo("other");
        assertThat(next()).isEqualTo("costly");
        delivery.stop();
    }

    @Test
    void a_webhook_that_is_away_gets_all_when_it_is_back() throws Exception {
        var away = new AtomicInteger(1);
        add(ONE, "a");
        add(OTHER, "b");
        var delivery = delivery(event -> {
            if (away.getAndDecrement() > 0) {
                throw new ConnectException("as if");
            }
            return accept(event);
        });
        delivery.start();
        assertThat(List.of(next(), next())).containsExactlyInAnyOrder("a", "b");
        delivery.stop();
    }

    @Test
    void an_account_has_so_many_waiting_and_no_more_after_a_restart_either() throws Exception {
        for (int i = 0; i < 100; i++) {
            assertThat(add(ONE, "x")).isTrue();
        }
        assertThat(add(ONE, "too many")).isFalse();
        assertThat(add(OTHER, "another's")).isTrue();
        queue = new EventQueue(store, evidence -> true, random, Clock.systemUTC(), 100);
        queue.count();
        assertThat(add(ONE, "too many")).isFalse();
        queue.remove(queue.oldest(new EventQueue.EventLane("hook", ONE), 1).getFirst());
        assertThat(add(ONE, "room again")).isTrue();
        assertThat(add(ONE, "too many")).isFalse();
    }

    /// Events had no lanes once; those that wait from then are told like any.
    @Test
    @Timeout(60)
    void what_waits_from_before_there_were_lanes_is_delivered() throws Exception {
        long now = Clock.systemUTC().millis() * 1000;
        var id = ByteBuffer.allocate(16).putLong(now).putLong(7).array();
        var group = Bytes.concat(Bytes.utf8("hook"), Bytes.of((byte) 0), Bytes.wrap(id));
        store.commit(new Table("event"), group, new Guard.Absent(), List.of(new Edit.PutHead(Bytes.utf8("{old}"))));
        queue.count();
        add(ONE, "new");
        var delivery = delivery(this::accept);
        delivery.start();
        assertThat(List.of(next(), next())).containsExactlyInAnyOrder("{old}", "new");
        while (!queue.lanes("hook").isEmpty()) {
            Thread.onSpinWait();
        }
        delivery.stop();
    }

    @Test
    void a_flipped_bit_in_one_waiting_event_costs_no_other_and_no_start() throws Exception {
        add(ONE, "damaged");
        add(ONE, "whole");
        add(OTHER, "other");
        flipABit(queue.oldest(queue.lanes("hook").getFirst(), 1).getFirst().group());
        queue = new EventQueue(store, evidence -> true, random, Clock.systemUTC(), 100);
        queue.count();
        var delivery = delivery(this::accept);
        delivery.start();
        assertThat(List.of(next(), next())).containsExactlyInAnyOrder("whole", "other");
        delivery.stop();
    }

    private void flipABit(Bytes group) throws IOException {
        var table = new Table("event");
        var sealed = engine.read(table, group, EnumSet.of(Lane.HEAD));
        var bytes = sealed.head().orElseThrow().value().readOnlyArray().clone();
        bytes[bytes.length - 1] ^= 1;
        engine.commit(table, group, sealed.unchanged(), List.of(new Edit.PutHead(Bytes.wrap(bytes))));
    }
}
