package sealstead.s3.notification;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.custody.SealedStore;
import sealstead.gateway.Gateways;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.object.Evidence;
import sealstead.s3.object.HttpDate;
import sealstead.s3.object.ObjectEvents;
import sealstead.s3.object.StoredObject;
import sealstead.s3.object.Version;
import sealstead.store.Bytes;
import sealstead.time.IsoTime;
import sealstead.time.WitnessedTime;
import sealstead.wire.PercentEncoding;

/// Writes S3's event records and sees that they are delivered.
public final class Notifications implements ObjectEvents, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final EventQueue queue;
    private final Webhooks webhooks;
    private final String hostId;
    private final Clock clock;
    private final Rules rules;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Map<String, WebhookDelivery> deliveries = new LinkedHashMap<>();

    /// The rules that a bucket has.
    @FunctionalInterface
    public interface Rules {
        Optional<List<NotificationRule>> of(Bucket bucket) throws IOException;
    }

    /// Says whether a change happened.
    @FunctionalInterface
    public interface Witness {
        boolean happened(Evidence evidence) throws IOException;
    }

    /// One try to bring an event to a webhook.
    @FunctionalInterface
    public interface Attempt {
        boolean isAccepted() throws IOException, InterruptedException;
    }

    /// Makes attempts, and may tell of them.
    @FunctionalInterface
    public interface Attempts {
        boolean make(String webhook, Attempt attempt) throws IOException, InterruptedException;
    }

    /// @param hostId what `x-amz-id-2` says
    /// @param signer of what goes to webhooks
    /// @param waiting how many events of one account may wait for one webhook
    /// @param attempts makes each try
    /// @param gateways that have the store; one of them brings the events
    public Notifications(
            SealedStore records,
            Rules rules,
            Witness witness,
            Webhooks webhooks,
            String hostId,
            WebhookSigner signer,
            long waiting,
            Attempts attempts,
            RandomGenerator random,
            WitnessedTime time,
            Gateways gateways) {
        this.queue = new EventQueue(records, witness, random, time.clock(), waiting, gateways);
        this.webhooks = webhooks;
        this.hostId = hostId;
        this.clock = time.clock();
        this.rules = rules;
        webhooks.byName().forEach((name, url) -> {
            var sender = new WebhookSender(name, url, http, signer, time.clock());
            WebhookDelivery.Sender told = event -> attempts.make(name, () -> sender.send(event));
            deliveries.put(name, new WebhookDelivery(name, told, queue, time, System::nanoTime));
        });
    }

    /// Looks what waits since before. Nothing may change before that.
    public void open() throws IOException {
        queue.count();
    }

    /// Counts again what waits.
    public void countAgain() throws IOException {
        queue.countAgain();
    }

    public void start() {
        deliveries.values().forEach(WebhookDelivery::start);
    }

    /// Takes the documents of an event, one for each webhook that wants it.
    @FunctionalInterface
    private interface Taker {
        void take(String webhook, byte[] document) throws IOException;
    }

    private void each(Bucket bucket, Event event, String key, Version version, Taker taker) throws IOException {
        var configured = rules.of(bucket);
        if (configured.isEmpty()) {
            return;
        }
        for (var rule : configured.get()) {
            var webhook = webhooks.named(rule.arn(), bucket);
            if (rule.wants(event.type(), key) && webhook.isPresent()) {
                taker.take(webhook.get(), document(rule, bucket, event, key, version));
            }
        }
    }

    @Override
    public Promise promise(Bucket bucket, Event event, String key, Version version) throws IOException {
        var promised = new Promised();
        boolean whole = false;
        try {
            each(bucket, event, key, version, (webhook, document) -> {
                var evidence = Evidence.of(bucket.id(), key, version, event.type());
                queue.promise(webhook, bucket.owner(), document, evidence).ifPresent(promised.events::add);
            });
            whole = true;
            return promised.events.isEmpty() ? Promise.NONE : promised;
        } finally {
            if (!whole) {
                promised.close();
            }
        }
    }

    /// What was promised of a change, to all webhooks.
    private final class Promised implements Promise {
        private final List<OpenEvents.Open> events = new ArrayList<>();

        @Override
        public void tried(boolean happened) throws IOException {
            for (var event : events) {
                queue.tried(event, happened);
            }
        }

        @Override
        public void close() {
            for (var event : events) {
                release(event);
                wake(event.lane().webhook());
            }
        }
    }

    private void release(OpenEvents.Open event) {
        try {
            queue.released(event);
        } catch (IOException later) {
            LOG.debug("an event waits until it is known to be in doubt", later);
        }
    }

    private void wake(String webhook) {
        var delivery = deliveries.get(webhook);
        if (delivery != null) {
            delivery.wake();
        }
    }

    @Override
    public void settle(Bytes group) throws IOException {
        queue.settle(group);
    }

    @Override
    public void happened(Bucket bucket, Event event, String key, Version version) throws IOException {
        each(bucket, event, key, version, (webhook, document) -> {
            queue.add(webhook, bucket.owner(), document);
            wake(webhook);
        });
    }

    private byte[] document(NotificationRule rule, Bucket bucket, Event event, String key, Version version)
            throws IOException {
        var cause = event.cause();
        var type = event.type();
        var record = JSON.createObjectNode();
        record.put("eventVersion", eventVersion(type))
                .put("eventSource", "aws:s3")
                .put("awsRegion", bucket.region())
                .put("eventTime", IsoTime.toMillis(clock.instant()))
                .put("eventName", type.wireName());
        record.putObject("userIdentity").put("principalId", cause.principal());
        record.putObject("requestParameters").put("sourceIPAddress", cause.address());
        record.putObject("responseElements")
                .put("x-amz-request-id", cause.requestId())
                .put("x-amz-id-2", hostId);
        var s3 = record.putObject("s3").put("s3SchemaVersion", "1.0").put("configurationId", rule.id());
        s3.putObject("bucket")
                .put("name", bucket.name())
                .put("arn", bucket.arn())
                .putObject("ownerIdentity")
                .put("principalId", bucket.owner());
        describe(s3.putObject("object"), bucket, type, key, version);
        if (version instanceof StoredObject stored) {
            describe(record, type, stored);
        }
        var root = JSON.createObjectNode();
        root.putArray("Records").add(record);
        return JSON.writeValueAsBytes(root);
    }

    /// Where an object went, or how long the copy that was restored of it can be read.
    private static void describe(ObjectNode record, Type type, StoredObject object) {
        var storage = object.storage();
        if (type == Type.TRANSITION) {
            record.putObject("lifecycleEventData")
                    .putObject("transitionEventData")
                    .put("destinationStorageClass", storage.storageClass().name());
        }
        if (type == Type.RESTORE_COMPLETED && storage.restoration().isPresent()) {
            record.putObject("glacierEventData")
                    .putObject("restoreEventData")
                    .put(
                            "lifecycleRestorationExpiryTime",
                            HttpDate.xml(storage.restoration().get().expiry()))
                    .put("lifecycleRestoreStorageClass", storage.storageClass().name());
        }
    }

    /// Kinds of events that came later have later versions.
    private static String eventVersion(Type type) {
        return switch (type) {
            case CREATED_PUT,
                    CREATED_POST,
                    CREATED_COPY,
                    CREATED_COMPLETE,
                    REMOVED_DELETE,
                    REMOVED_MARKER,
                    RESTORE_POST,
                    RESTORE_COMPLETED -> "2.1";
            case EXPIRED_DELETE, EXPIRED_MARKER, TAGGING_PUT, TAGGING_DELETE, ACL_PUT, TRANSITION, RESTORE_DELETE ->
                "2.3";
        };
    }

    /// Of what is gone its size and ETag are not told; what was only said of an object has no place among its changes.
    private static void describe(ObjectNode object, Bucket bucket, Type type, String key, Version version) {
        boolean gone = type == Type.REMOVED_DELETE || type == Type.EXPIRED_DELETE;
        boolean saidOf = type == Type.TAGGING_PUT || type == Type.TAGGING_DELETE || type == Type.ACL_PUT;
        object.put("key", PercentEncoding.encode(key, true).replace("%20", "+"));
        if (version instanceof StoredObject stored && !gone) {
            if (!saidOf) {
                object.put("size", stored.bytes());
            }
            object.put("eTag", stored.etag());
        }
        if (bucket.versioning().isVersioned()) {
            object.put("versionId", version.name().id());
        }
        if (!saidOf) {
            object.put(
                    "sequencer",
                    String.format(Locale.ROOT, "%016X", version.name().order()));
        }
    }

    @Override
    public void close() {
        deliveries.values().forEach(WebhookDelivery::stop);
        http.shutdownNow();
    }
}
