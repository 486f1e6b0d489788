package sealstead.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import sealstead.admin.AccountPages;
import sealstead.admin.AdminDoor;
import sealstead.admin.AdminOperation;
import sealstead.admin.AdminPage;
import sealstead.admin.AdminTokens;
import sealstead.admin.AdminTrail;
import sealstead.admin.AuditPages;
import sealstead.admin.BackupPages;
import sealstead.admin.CertificatePages;
import sealstead.admin.ClockPages;
import sealstead.admin.Counters;
import sealstead.admin.CoveragePages;
import sealstead.admin.ExplainPages;
import sealstead.admin.FaultPages;
import sealstead.admin.JobPages;
import sealstead.admin.KeyPages;
import sealstead.admin.KmsHealth;
import sealstead.admin.KmsProbe;
import sealstead.admin.KnownHosts;
import sealstead.admin.MetricsPages;
import sealstead.admin.Operators;
import sealstead.admin.PrometheusMetrics;
import sealstead.admin.ProofPages;
import sealstead.admin.RequestTrace;
import sealstead.admin.RewrapPages;
import sealstead.admin.RootKeyPages;
import sealstead.admin.ScrubPages;
import sealstead.admin.ServiceKeyPages;
import sealstead.admin.WebhookPages;
import sealstead.audit.AuditSearch;
import sealstead.audit.AuditStore;
import sealstead.audit.AuditTrail;
import sealstead.audit.AuditVerifier;
import sealstead.auth.WebhookKeys;
import sealstead.auth.oidc.Issuers;
import sealstead.backup.Backup;
import sealstead.batch.Batch;
import sealstead.batch.BatchJobs;
import sealstead.batch.Functions;
import sealstead.batch.JobRoles;
import sealstead.console.ConsoleDoor;
import sealstead.console.SignedOnlyDoor;
import sealstead.control.AccessPointControl;
import sealstead.control.ControlDoor;
import sealstead.control.ControlOperation;
import sealstead.control.JobActions;
import sealstead.crypto.KernelRandom;
import sealstead.custody.PageTokens;
import sealstead.custody.RootKey;
import sealstead.custody.SealedStore;
import sealstead.custody.SigningKey;
import sealstead.custody.StoreKey;
import sealstead.custody.TokenKeys;
import sealstead.encryption.Encryption;
import sealstead.encryption.KeyCheck;
import sealstead.encryption.ServiceKeyRing;
import sealstead.encryption.Transport;
import sealstead.encryption.bucketkeys.BucketKeyLimits;
import sealstead.encryption.bucketkeys.BucketKeys;
import sealstead.fault.FaultRule;
import sealstead.fault.Faults;
import sealstead.fault.MovableTime;
import sealstead.gateway.Fences;
import sealstead.gateway.Gateways;
import sealstead.gateway.KeyHolder;
import sealstead.gateway.KnownGateways;
import sealstead.health.Health;
import sealstead.health.ServerPart;
import sealstead.http.HttpServer;
import sealstead.http.ServerCertificate;
import sealstead.iam.Accounts;
import sealstead.iam.BucketSessions;
import sealstead.iam.CanonicalUsers;
import sealstead.iam.Credentials;
import sealstead.iam.Decisions;
import sealstead.iam.Identities;
import sealstead.iam.IdentityStore;
import sealstead.iam.KnownPrincipals;
import sealstead.iam.LastUse;
import sealstead.iam.ServiceRoles;
import sealstead.iam.Sessions;
import sealstead.iam.WhatIf;
import sealstead.job.Job;
import sealstead.job.Jobs;
import sealstead.kms.DeletionGuard;
import sealstead.kms.EmbeddedKms;
import sealstead.kms.FaultyKeyService;
import sealstead.kms.KeyEnd;
import sealstead.kms.KmsDoor;
import sealstead.kms.Ledger;
import sealstead.log.RequestLines;
import sealstead.migration.FarBuckets;
import sealstead.moving.MoveRecord;
import sealstead.query.iam.IamDoor;
import sealstead.query.iam.IamOperation;
import sealstead.query.sts.StsDoor;
import sealstead.query.sts.StsOperation;
import sealstead.s3.S3Operation;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.access.Cors;
import sealstead.s3.access.ObjectFacts;
import sealstead.s3.accesspoint.AccessPointRouting;
import sealstead.s3.accesspoint.MultiRegionAccessPoints;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.DocumentKind;
import sealstead.s3.bucket.Parsed;
import sealstead.s3.content.JobWriter;
import sealstead.s3.content.ObjectWriter;
import sealstead.s3.content.ReplicaReader;
import sealstead.s3.content.ReplicaWriter;
import sealstead.s3.door.Addressing;
import sealstead.s3.door.OwnCalls;
import sealstead.s3.door.S3Door;
import sealstead.s3.inventory.Destinations;
import sealstead.s3.inventory.InventoryJob;
import sealstead.s3.inventory.Publication;
import sealstead.s3.keys.BriefLooks;
import sealstead.s3.keys.Coverage;
import sealstead.s3.keys.KeyDependents;
import sealstead.s3.keys.KeyFences;
import sealstead.s3.keys.RewrapOrders;
import sealstead.s3.keys.Rewrapping;
import sealstead.s3.keys.ServiceKeyRetirement;
import sealstead.s3.keys.Shredding;
import sealstead.s3.keys.VersionRetirement;
import sealstead.s3.lifecycle.LifecycleJob;
import sealstead.s3.lifecycle.LifecycleRules;
import sealstead.s3.logging.AccessLog;
import sealstead.s3.logging.LogWriter;
import sealstead.s3.metrics.RequestMetrics;
import sealstead.s3.notification.NotificationConfiguration;
import sealstead.s3.notification.NotificationRule;
import sealstead.s3.notification.Notifications;
import sealstead.s3.object.Evidence;
import sealstead.s3.object.ObjectLabel;
import sealstead.s3.object.Objects;
import sealstead.s3.object.Restorations;
import sealstead.s3.object.Uploads;
import sealstead.s3.replication.Carrier;
import sealstead.s3.replication.Departures;
import sealstead.s3.replication.Elsewhere;
import sealstead.s3.replication.ExistingVersions;
import sealstead.s3.replication.FarCarrier;
import sealstead.s3.replication.ReplicaTrail;
import sealstead.s3.replication.ReplicationConfiguration;
import sealstead.s3.replication.ReplicationFigures;
import sealstead.s3.replication.ReplicationJob;
import sealstead.s3.replication.ReplicationQueue;
import sealstead.s3.replication.ReplicationRules;
import sealstead.s3.scrub.FoundDamage;
import sealstead.s3.scrub.Proof;
import sealstead.s3.scrub.Scrub;
import sealstead.s3.trail.BucketLogs;
import sealstead.s3.trail.Protections;
import sealstead.s3.trail.S3AuditEvents;
import sealstead.s3.website.WebsiteDoor;
import sealstead.shred.ShredCertificates;
import sealstead.store.BlobId;
import sealstead.store.BlobPins;
import sealstead.store.Collector;
import sealstead.store.Intents;
import sealstead.store.WatchedBlobs;
import sealstead.store.WatchedRecords;
import sealstead.store.local.StoreCheckpoint;
import sealstead.time.TimeRecord;
import sealstead.time.WitnessedTime;
import sealstead.tracing.OtlpTracing;
import sealstead.tracing.Tracing;
import sealstead.wire.Door;
import sealstead.wire.FinishedRequest;
import sealstead.wire.RequestFigures;

/// One server, wired from bottom to top by calling constructors, and its life.
public final class SealsteadServer implements AutoCloseable {
    /// As it is told wherever somebody asks.
    public static final String VERSION = "0.1.0";

    /// How many decisions can still be explained.
    private static final int DECISIONS_KEPT = 4096;
    /// The part of the heap that they may take, with the policies that they were made by.
    private static final int PART_FOR_DECISIONS = 32;
    private static final int FAILURES_IN_A_ROW = 3;
    private static final Duration GARBAGE_EVERY = Duration.ofSeconds(5);
    private static final Duration BATCH_EVERY = Duration.ofSeconds(1);
    /// How old a count may be that a quota is held by, where others have the store too.
    private static final Duration COUNT_EVERY = Duration.ofMinutes(1);

    private final Engine data;
    private final Tracing tracing;
    private final LiveMove move;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final HttpServer http;
    private final Optional<HttpServer> console;
    private final String consoleHost;
    private final boolean consoleShown;
    private final EmbeddedKms kms;
    private final Collector collector;
    private final Accounts accounts;
    private final IdentityStore identityStore;
    private final Sessions sessions;
    private final LastUse lastUse;
    private final AuditTrail audit;
    private final Ledger ledger;
    private final StoreKey root;
    private final Jobs jobs;
    private final WitnessedTime time;
    private final TimeRecord timeRecord;
    private final boolean secure;
    private final String host;
    private final Health health;
    private final Set<S3Operation> implemented;
    private final Set<ControlOperation> implementedOfControl;
    private final Set<IamOperation> implementedOfIam;
    private final Set<StsOperation> implementedOfSts;
    private final Buckets buckets;
    private final Uploads uploads;
    private final Objects objects;
    private final LifecycleJob lifecycle;
    private final Parsed<List<NotificationRule>> notificationRules;
    private final Parsed<ReplicationRules> replicationRules;
    private final Elsewhere elsewhere;
    private final ReplicationJob replication;
    private final Restorations restorations;
    private final InventoryJob inventories;
    private final Notifications notifications;
    private final Functions functions;
    private final Issuers issuers;
    private final MultiRegionAccessPoints accessPoints;
    private final BatchJobs batchJobs;
    private final Batch batch;
    private final AccessLog accessLog;
    private final Duration serviceKeyAge;
    private final ServiceKeyRetirement serviceKeyRetirement;
    private final KmsHealth kmsHealth;
    private final Shredding shredding;
    private final DeletionGuard guard;
    private final Scrub scrub;
    private final RewrapOrders rewraps;
    private final BackupPages backups;
    private final Scrub.Options scrubbing;
    private final FoundDamage foundDamage;

    private final AdminTrail adminTrail;
    private final Faults faults;
    private final Optional<MovableTime> movable;
    private final Coverage coverage;
    private final Duration coverageEvery;
    private final Gateways gateways;
    /// Absent where this server has its store alone, always.
    private final Optional<KnownGateways> known;
    private final ReplicationQueue replications;
    private Instant nextCoverage;
    private final Duration scrubEvery;
    private Instant nextScrub;

    private SealsteadServer(
            Config config,
            Clock wall,
            LongSupplier nanos,
            Optional<MovableTime> movable,
            Engine data,
            StoreKey root,
            SecureRandom random,
            Health health,
            Tracing tracing)
            throws IOException {
        this.health = health;
        this.data = data;
        this.tracing = tracing;
        this.root = root;
        var regions = config.regions();
        var region = regions.getFirst();
        var watchedRecords = new WatchedRecords(data.records());
        var stored = tracing.records(watchedRecords);
        var records = new SealedStore(stored, root, random);
        MoveRecord.checkServed(records, data.place());
        var membership = data.membership();
        this.timeRecord = new TimeRecord(records);
        this.time = new WitnessedTime(
                wall,
                nanos,
                WitnessedTime.Limits.DEFAULT.withAgreement(config.duration(Setting.CLOCK_AGREEMENT)),
                timeRecord.read());
        if (membership.isEmpty() || timeRecord.read().isEmpty()) {
            timeRecord.write(time.kept());
        }
        // What is written down goes by this; signatures, sessions and conditions go by the clock itself.
        var clock = time.clock();
        boolean isNew = !Accounts.exist(records);
        var auditStore = membership.isEmpty()
                ? AuditStore.alone(config.auditFolder(), records, root, random, isNew)
                : AuditStore.of(
                        config.auditFolder(),
                        records,
                        root,
                        random,
                        membership.get().self().name().toString(),
                        isNew);
        ShortSecrets.warn(config);
        this.accounts = Accounts.open(
                records,
                new Accounts.Given(
                        config.text(Setting.ACCOUNT_ID),
                        config.text(Setting.ROOT_ACCESS_KEY_ID),
                        config.text(Setting.ROOT_SECRET_ACCESS_KEY)),
                random,
                clock);
        this.identityStore = new IdentityStore(records, accounts, random, clock);
        this.lastUse = new LastUse(records, clock);
        var tokens = new TokenKeys(records, random, time.passing());
        this.sessions = new Sessions(tokens, identityStore, random, wall);
        var bucketSessions = new BucketSessions(tokens, identityStore, sessions, random, wall);
        var credentials =
                new Credentials(identityStore, sessions, bucketSessions, lastUse, config.text(Setting.ACCOUNT_ID_KEYS));
        this.ledger = tracing.ledger();
        this.audit = new AuditTrail(config.auditOptions(), auditStore, health, clock, random);
        var decisions = new Decisions(DECISIONS_KEPT, Runtime.getRuntime().maxMemory() / PART_FOR_DECISIONS);
        var identities = new Identities(identityStore);
        var authorizer = tracing.authorizer(identities, decisions);
        var pageTokens = new PageTokens(root);
        this.kms = new EmbeddedKms(
                records, root, random, time, authorizer, ledger, audit, new KnownPrincipals(identityStore), pageTokens);
        this.movable = movable;
        this.faults = new Faults();
        var keyService = tracing.keys(movable.isPresent() ? new FaultyKeyService(kms, faults) : kms);
        var bucketKeys = new BucketKeys(
                keyService,
                ledger,
                clock,
                new BucketKeyLimits(
                        config.duration(Setting.BUCKET_KEY_MAX_AGE), config.number(Setting.BUCKET_KEY_MAX_USES)));
        var serviceKeys = new ServiceKeyRing(root, random, time.passing());
        var encryption = new Encryption(
                keyService, bucketKeys, serviceKeys, random, new Transport(config.flag(Setting.ALLOW_PLAIN_HTTP)));
        new SelfTest(encryption, serviceKeys, data.blobs(new BlobPins()), random).run(clock.instant());

        var intents = new Intents(
                stored,
                clock,
                time::passed,
                new Intents.Graces(config.duration(Setting.GARBAGE_GRACE), config.duration(Setting.GARBAGE_RETIRED)));
        this.known = membership.isEmpty()
                ? Optional.empty()
                : Optional.of(new KnownGateways(
                        records,
                        membership.get(),
                        new Fences(
                                records,
                                membership.get(),
                                List.of(ObjectLabel.KMS_PART, ObjectLabel.SERVICE_PART),
                                keyHolder(encryption, kms),
                                random),
                        intents.pins(),
                        time::passed,
                        movable.map(MovableTime::unmoved).orElse(wall),
                        health));
        this.gateways = known.isPresent() ? known.get() : Gateways.ALONE;
        if (known.isPresent()) {
            known.get().begin();
        }
        var watchedBlobs = new WatchedBlobs(data.blobs(intents.pins()));
        var blobs = tracing.blobs(watchedBlobs);
        this.uploads = new Uploads(records, intents, random, time, gateways);
        var far = config.farBuckets();
        this.elsewhere = far.isEmpty() ? Elsewhere.NONE : tracing.elsewhere(new FarBuckets(far, clock));
        var replicationFigures = new ReplicationFigures();
        var replications = new ReplicationQueue(
                records, random, clock, config.number(Setting.REPLICATION_WAITING), replicationFigures, gateways);
        this.replications = replications;
        var webhooks = config.webhooks();
        var webhookKeys = new WebhookKeys(root);
        var hostId = "sealstead-" + root.id();
        this.notifications = new Notifications(
                records,
                this::notificationRules,
                this::happened,
                webhooks,
                hostId,
                webhookKeys::sign,
                config.number(Setting.NOTIFICATION_WAITING),
                tracing::deliver,
                random,
                time,
                gateways);
        var departures = new Departures(replications, this::replicationRules, elsewhere);
        this.objects = new Objects(records, blobs, intents, uploads, random, time, departures, notifications);
        this.collector = new Collector(stored, blobs, intents, objects, gateways::othersReadSince);
        this.serviceKeyAge = config.duration(Setting.SERVICE_KEY_MAX_AGE);
        this.buckets = new Buckets(records, serviceKeys, random, clock, config.duration(Setting.DELETE_BUCKET_LEASE));
        this.notificationRules = new Parsed<>(buckets, DocumentKind.NOTIFICATION, NotificationConfiguration::rules);
        this.replicationRules = new Parsed<>(buckets, DocumentKind.REPLICATION, ReplicationConfiguration::rules);
        notifications.open();
        var jobWriter =
                new JobWriter(encryption, new ObjectWriter(objects, buckets, random, clock), data.room(), clock);
        var addressing = new Addressing(config.baseDomains());
        var authenticator = tracing.authenticator(
                credentials, movable.map(MovableTime::unmoved).orElse(wall), regions, config.sigv2());
        var objectFacts = new ObjectFacts(objects, uploads, encryption);
        var access = new BucketAccess(buckets, authorizer, objectFacts, new CanonicalUsers(accounts));
        this.accessLog = new AccessLog(buckets, new LogWriter(buckets, access, jobWriter, random), clock);
        var lifecycleRules = new LifecycleRules(buckets, config.duration(Setting.LIFECYCLE_DAY));
        this.restorations = new Restorations(
                records,
                buckets,
                objects,
                notifications,
                config.duration(Setting.RESTORE_DELAY),
                config.duration(Setting.LIFECYCLE_DAY));
        var serviceRoles = new ServiceRoles(identityStore, authorizer, sessions, wall);
        this.replication = new ReplicationJob(
                replications,
                this::replicationRules,
                buckets,
                objects,
                new Carrier(
                        buckets,
                        access,
                        serviceRoles,
                        new ReplicaWriter(objects, buckets, encryption, data.room(), random, wall),
                        new FarCarrier(elsewhere, objects, new ReplicaReader(objects, encryption, wall)),
                        new ReplicaTrail(audit, wall),
                        wall),
                replicationFigures,
                clock);
        var operations = new S3Handlers(
                        buckets,
                        objects,
                        uploads,
                        encryption,
                        authenticator,
                        new S3Handlers.Services(
                                webhooks,
                                bucketSessions,
                                new KeyCheck(kms, bucketKeys),
                                new KnownPrincipals(identityStore),
                                restorations,
                                lifecycleRules,
                                serviceRoles,
                                elsewhere,
                                config.newBuckets(),
                                pageTokens),
                        access,
                        regions,
                        config.zones(),
                        config.duration(Setting.LONG_ANSWER_AFTER),
                        random,
                        time,
                        wall)
                .all();
        this.lifecycle = new LifecycleJob(buckets, objects, uploads, time, lifecycleRules);
        this.inventories = new InventoryJob(
                buckets,
                new Publication(objects, lifecycleRules, new Destinations(buckets, access), jobWriter, random),
                clock,
                config.duration(Setting.LIFECYCLE_DAY));
        this.implemented = Set.copyOf(operations.keySet());
        var protections = new Protections();
        var requestMetrics = new RequestMetrics(buckets, objectFacts);
        var bucketLogs = new BucketLogs(List.of(accessLog, requestMetrics));
        this.accessPoints = new MultiRegionAccessPoints(records, random, clock);
        var s3 = new S3Door(
                addressing,
                authenticator,
                buckets,
                new AccessPointRouting(accessPoints, buckets, regions),
                operations,
                new Cors(buckets),
                access,
                data.room(),
                new S3AuditEvents(audit).and(bucketLogs).and(protections),
                faults,
                wall,
                hostId);
        this.functions = new Functions(config.functions(), webhookKeys::sign, clock, config.functionTimeout());
        this.batchJobs = new BatchJobs(records, gateways.isShared(), nanos);
        var ownCalls = new OwnCalls(s3, random, wall);
        var versions = new ExistingVersions(buckets, access, objects, departures);
        var roles = new JobRoles(serviceRoles, authorizer, ownCalls, versions, wall);
        this.batch =
                new Batch(batchJobs, roles, functions, access, objects, versions, config.batchLimits(), time, nanos);
        var jobActions = new JobActions(authorizer, batchJobs, roles, functions, pageTokens, clock);
        var websites = new WebsiteDoor(config.baseDomains(), buckets, ownCalls, new Cors(buckets), hostId);
        var control = new ControlDoor(
                authenticator,
                access,
                buckets,
                new AccessPointControl(
                        accessPoints, buckets, access, new KnownPrincipals(identityStore), pageTokens, clock),
                jobActions,
                data.room(),
                audit,
                wall,
                hostId);
        this.implementedOfControl = control.implemented();
        var iam = new IamDoor(
                authenticator, identityStore, identities, lastUse, authorizer, audit, wall, pageTokens, data.room());
        this.issuers = new Issuers(config.list(Setting.OIDC_TRUSTED_ISSUERS), wall);
        var sts = new StsDoor(
                authenticator,
                addressing::isPathStyle,
                identityStore,
                sessions,
                authorizer,
                issuers,
                audit,
                wall,
                pageTokens,
                data.room(),
                region);
        this.implementedOfIam = iam.implemented();
        this.implementedOfSts = sts.implemented();
        var explain = new ExplainPages(
                decisions, protections::of, new WhatIf(identityStore, identities, arn -> resource(arn, access, kms)));
        this.kmsHealth = new KmsHealth(new KmsProbe(kms, wall, region), wall);
        this.foundDamage = new FoundDamage(records, clock);
        this.scrub = new Scrub(records, blobs, buckets, objects, uploads, encryption, foundDamage, clock);
        tellFoundDamage();
        this.scrubbing = Scrub.Options.everything(config.number(Setting.SCRUB_BYTES_PER_SECOND));
        this.scrubEvery = config.duration(Setting.SCRUB_EVERY);
        this.nextScrub = time.passed().plus(scrubEvery);
        var requestTrace = new RequestTrace(nanos, wall);
        var pages = pages(
                new AccountPages(accounts),
                explain,
                new AuditPages(audit, new AuditVerifier(auditStore), new AuditSearch(auditStore)),
                new MetricsPages(requestMetrics::of, requestTrace),
                new ClockPages(time, timeRecord, health),
                new JobPages(this::jobs, () -> known.map(KnownGateways::leader)));
        this.adminTrail = new AdminTrail(audit, root::rootKeyId, wall, region);
        var scrubs = new ScrubPages(this::scrub, scrub::last, buckets, foundDamage);
        pages.putAll(new FaultPages(faults, movable, this::maintainNow).all());
        pages.put(AdminOperation.START_SCRUB, (query, body) -> scrubs.begin(query));
        pages.put(AdminOperation.GET_SCRUB, (query, body) -> scrubs.show());
        pages.put(AdminOperation.LIST_FOUND_DAMAGE, (query, body) -> scrubs.found());
        this.rewraps = new RewrapOrders(
                records, new Rewrapping(records, objects, uploads, encryption, random, clock), buckets, clock, random);
        pages.putAll(new RewrapPages(rewraps, kms::versions).all());
        this.coverage = new Coverage(records, buckets, kms::versionSince, clock);
        this.coverageEvery = config.duration(Setting.COVERAGE_EVERY);
        this.nextCoverage = time.passed();
        var coveragePages = new CoveragePages(coverage::of, root, kms::isKnown);
        pages.put(AdminOperation.GET_COVERAGE, (query, body) -> coveragePages.show(query));
        var dependents = new KeyDependents(records, buckets, encryption, clock);
        this.serviceKeyRetirement =
                new ServiceKeyRetirement(dependents, encryption, buckets, () -> data.erase(Buckets.TABLE));
        pages.putAll(new ServiceKeyPages(buckets, serviceKeyRetirement, adminTrail::serviceKeyRetired).all());
        var certificates = new ShredCertificates(records, new SigningKey(records, root, random, "shred-certificates"));
        ShredCertificates.Destroyed destroyed = subject -> kms.isDestroyed(subject.keyArn(), subject.version());
        this.shredding = new Shredding(dependents, certificates, destroyed, () -> {
            data.erase(EmbeddedKms.KEYS);
            return clock.instant();
        });
        pages.putAll(new ProofPages(new Proof(buckets, objects, blobs, encryption, clock)).all());
        pages.putAll(new CertificatePages(certificates, destroyed).all());
        var looks = new BriefLooks(dependents, nanos);
        this.guard = new DeletionGuard(
                new KeyFences(looks, dependents, encryption), config.flag(Setting.KMS_REFUSE_DELETION_IN_USE), nanos);
        pages.putAll(new KeyPages(
                        new VersionRetirement(dependents, encryption, material(), shredding, clock),
                        looks,
                        guard::confirm,
                        kms::versions)
                .all());
        this.backups = new BackupPages(
                new Backup(
                        new Backup.Source() {
                            @Override
                            public BlobPins.Pin hold(Predicate<BlobId> held) {
                                return collector.hold(held);
                            }

                            @Override
                            public StoreCheckpoint checkpoint() throws IOException {
                                return data.checkpoint();
                            }

                            @Override
                            public Set<BlobId> named(Set<BlobId> blobs) throws IOException {
                                return scrub.named(blobs);
                            }
                        },
                        blobs,
                        config.auditFolder(),
                        config.recoveryFile(),
                        clock,
                        random),
                new BackupPlaces(data, new BackupPlaces.Own() {
                    @Override
                    public boolean hasBucket(String bucket) throws IOException {
                        return buckets.find(bucket).isPresent();
                    }

                    @Override
                    public boolean has(String bucket, String key) throws IOException {
                        var own = buckets.find(bucket);
                        return own.isPresent()
                                && objects.find(own.get().id(), key).current().isPresent();
                    }
                })::open,
                root);
        pages.putAll(backups.all());
        this.move = new LiveMove(
                config,
                data,
                new LiveMove.Watched(watchedRecords, watchedBlobs, () -> collector.hold(any -> true)),
                this::stopServing,
                random);
        pages.putAll(move.pages());
        var rotation = new RootKeyRotation(config, data, root, random, step -> {});
        rotation.settleAtStart();
        pages.putAll(new RootKeyPages(dropShares -> rotated(rotation, dropShares), rotation::state).all());
        pages.putAll(new WebhookPages(webhookKeys, webhooks.byName().keySet()).all());
        var counters = new Counters(this::counts, ledger);
        pages.putAll(AdminDoor.pages(ledger, counters, accounts, collector));
        var requestFigures = new RequestFigures();
        var hosts = new KnownHosts(config.ownNames());
        var admin = new AdminDoor(
                addressing::isPathStyle,
                hosts,
                health,
                kmsHealth,
                new AdminTokens(records, random, clock),
                pages,
                adminTrail,
                new PrometheusMetrics(
                        counters, ledger, health, this::jobs, coverage::last, replicationFigures::rows, requestFigures),
                new Operators(
                        authenticator, authorizer, accounts.root().principal().accountId(), wall),
                root,
                data.room(),
                random);
        this.secure = config.text(Setting.TLS_CERTIFICATE).isPresent();
        this.host = config.listen().getHostString();
        var finished = tracing.finished(
                requestFigures.andThen(requestTrace).andThen(new RequestLines(config.loggedRequests())));
        var doors = new ArrayList<Door>(List.of(
                admin, new KmsDoor(authenticator, kms, guard, data.room(), faults, wall), iam, sts, control, s3));
        var apart = config.consoleListen().filter(address -> config.console());
        if (apart.isPresent()) {
            var behind = new ArrayList<>(doors);
            behind.addFirst(new SignedOnlyDoor(addressing::isPathStyle));
            behind.addFirst(new ConsoleDoor(addressing::isPathStyle, hosts::names, region, false));
            behind.replaceAll(this::traced);
            this.console = Optional.of(httpServer(config, apart.get(), behind, finished, random));
        } else {
            this.console = Optional.empty();
        }
        this.consoleHost = apart.orElseGet(config::listen).getHostString();
        this.consoleShown = config.console();
        if (config.console() && apart.isEmpty()) {
            doors.addFirst(new ConsoleDoor(addressing::isPathStyle, hosts::names, region, true));
        }
        doors.addFirst(websites);
        doors.replaceAll(this::traced);
        this.http = httpServer(config, config.listen(), doors, finished, random);
        this.jobs = jobs(
                config.duration(Setting.MAINTENANCE_EVERY),
                config.duration(Setting.LIFECYCLE_DAY),
                config.duration(Setting.REPLICATION_EVERY));
    }

    /// Others would go on with the root key that they have, and put the store key back under it.
    private RootKeyPages.Rotated rotated(RootKeyRotation rotation, boolean dropShares) throws IOException {
        try (var _ = Alone.with(data)
                .orElseThrow(() -> new IllegalArgumentException("other gateways have the store: stop them, rotate the"
                        + " root key, and give them the new root key file before they start again"))) {
            return rotation.rotate(dropShares);
        }
    }

    private static KeyHolder keyHolder(Encryption encryption, EmbeddedKms kms) {
        return new KeyHolder() {
            @Override
            public void leave(List<String> keys) {
                encryption.forgetBucketKeys();
            }

            @Override
            public long underWay(List<String> keys) {
                return keys.stream().mapToLong(encryption::underWay).sum();
            }

            @Override
            public void forget(List<String> keys) {
                kms.forget(keys);
                keys.forEach(encryption::forgetServiceKey);
            }

            @Override
            public boolean stands(String reason) throws IOException {
                return kms.isEnding(reason);
            }
        };
    }

    private Door traced(Door door) {
        return tracing.door(door, door instanceof AdminDoor ? AdminDoor::isLookedAt : request -> false);
    }

    private static HttpServer httpServer(
            Config config,
            InetSocketAddress address,
            List<Door> doors,
            Consumer<FinishedRequest> finished,
            SecureRandom random)
            throws IOException {
        return new HttpServer(
                address, certificate(config), config.httpLimits(), doors, config.trustedProxies(), finished, random);
    }

    /// Objects are made before buckets are, whose rules say where they go.
    private Optional<List<NotificationRule>> notificationRules(Bucket bucket) throws IOException {
        return notificationRules.of(bucket);
    }

    private boolean happened(Evidence evidence) throws IOException {
        return objects.happened(evidence);
    }

    private Optional<ReplicationRules> replicationRules(Bucket bucket) throws IOException {
        return replicationRules.of(bucket);
    }

    private Jobs jobs(Duration every, Duration lifecycleDay, Duration replicationEvery) {
        var often = often(every, lifecycleDay);
        var work = new Jobs(time.clock(), tracing::job);
        work.add("clock", every, () -> {
            watchJobs();
            watchClock();
        });
        work.add("garbage", atMost(every, GARBAGE_EVERY), "intents", progress -> {
            if (gateways.leads()) {
                collector.collect(false, progress::did);
            } else {
                collector.dropSettled(progress::did);
            }
        });
        work.add(
                "renames",
                every,
                "renames",
                once(progress -> objects.sweepRenames(collector.cleared(), progress::did)));
        work.add("uploads", every, "uploads", once(progress -> uploads.forgetDone(progress::did)));
        work.add("lifecycle", often, "keys and uploads", once(progress -> lifecycle.runIfDue(progress::did)));
        work.add("restorations", often, "restorations", once(progress -> restorations.run(progress::did)));
        work.add("replication", replicationEvery, "versions", once(progress -> replication.run(progress::did)));
        work.add("inventory", often, "keys", once(progress -> inventories.runIfDue(progress::did)));
        work.add(
                "rewrap",
                atMost(every, BATCH_EVERY),
                "versions and uploads",
                once(progress -> rewraps.run(progress::did)));
        work.add("batch", atMost(every, BATCH_EVERY), "tasks", progress -> {
            if (gateways.leads()) {
                batch.run(progress::did);
            } else {
                batch.rest();
            }
        });
        work.add("access-logs", often, "lines", progress -> accessLog.deliver(progress::did));
        work.add("kms-keys", every, onceBrief(this::endKeys));
        work.add("service-keys", every, "buckets", once(progress -> {
            buckets.rotateServiceKeys(time.passed().minus(serviceKeyAge), progress::did);
            if (data.erases()) {
                serviceKeyRetirement.eraseRetired();
            }
        }));
        work.add("bucket-owners", every, "buckets", once(progress -> buckets.indexOwners(progress::did)));
        work.add("access-points", every, onceBrief(accessPoints::maintain));
        work.add("last-used", every, lastUse::flush);
        work.add("kms-health", every, kmsHealth::askAgain);
        work.add("coverage", every, "keys and uploads", progress -> lookAtCoverageIfDue(progress::did));
        work.add("scrub", every, "records", once(progress -> scrubIfDue(progress::did)));
        work.add("iam", every, onceBrief(identityStore::sweepIfDue));
        if (gateways.isShared()) {
            work.add("counts", atMost(every, COUNT_EVERY), this::countAgain);
        }
        return work;
    }

    /// Work that one gateway does for all.
    private Job.Work once(Job.Work work) {
        return progress -> {
            if (gateways.leads()) {
                work.run(progress);
            }
        };
    }

    private Job.BriefWork onceBrief(Job.BriefWork work) {
        return () -> {
            if (gateways.leads()) {
                work.run();
            }
        };
    }

    /// What was counted once, and is changed through other gateways too.
    private void countAgain() throws IOException {
        buckets.countAgain();
        kms.countAgain();
        accessPoints.countAgain();
        notifications.countAgain();
        replications.countAgain();
        batchJobs.refresh();
    }

    private VersionRetirement.Material material() {
        return new VersionRetirement.Material() {
            @Override
            public void checkRetirable(String keyArn, String keyMaterialId) throws IOException {
                kms.checkRetirable(keyArn, keyMaterialId);
            }

            @Override
            public boolean destroy(String keyArn, String keyMaterialId) throws IOException {
                return kms.retire(keyArn, keyMaterialId);
            }
        };
    }

    private void lookAtCoverageIfDue(LongConsumer progress) throws IOException {
        if (!coverageEvery.isZero() && !time.passed().isBefore(nextCoverage)) {
            nextCoverage = time.passed().plus(coverageEvery);
            coverage.look(progress);
        }
    }

    private void endKeys() throws IOException {
        kms.maintain(new KeyEnd() {
            @Override
            public Set<String> ending(List<Key> keys) {
                return shredding.ending(keys);
            }

            @Override
            public void ended(Key key, Instant when) throws IOException {
                guard.ended(key.arn());
                shredding.ended(key, when);
            }
        });
        if (data.erases()) {
            shredding.finish();
        }
    }

    private void scrubIfDue(LongConsumer progress) throws IOException {
        if (!scrubEvery.isZero() && !time.passed().isBefore(nextScrub)) {
            nextScrub = time.passed().plus(scrubEvery);
            scrub(scrubbing, progress);
        }
    }

    private Scrub.Report scrub(Scrub.Options options, LongConsumer progress) throws IOException {
        Scrub.Report report;
        try {
            report = scrub.run(options, collector::walkIntended, progress);
        } finally {
            tellFoundDamage(); // also if it could not be kept
        }
        if (!report.isWhole()) {
            adminTrail.damage(report.counts().toString());
        }
        if (!tellFoundDamage()) {
            health.well(ServerPart.DAMAGE);
        }
        return report;
    }

    /// Whether there is damage that was found and is not known to be gone; health says so then.
    private boolean tellFoundDamage() {
        long found = foundDamage.count();
        if (found > 0) {
            health.degraded(
                    ServerPart.DAMAGE,
                    "looks at what is stored found damage of " + found
                            + " records, objects or uploads that no look as thorough has found whole since; `sealstead scrub"
                            + " --found` names it");
        }
        return found > 0;
    }

    /// Counted facts of the store and its jobs, by name.
    public Map<String, Long> counts() {
        var counts = new LinkedHashMap<>(data.stats().named());
        var garbage = collector.figures();
        counts.put("garbageBlobsDeleted", garbage.deletedBlobs());
        counts.put("garbageIntentsSettled", garbage.settledIntents());
        counts.put("garbageBacklog", garbage.backlog());
        counts.put("garbageUnsettledClaims", garbage.unsettled());
        counts.put("garbageFailures", garbage.failed());
        counts.put("foundDamage", foundDamage.count());
        counts.putAll(tracing.counts());
        scrub.last().ifPresent(report -> {
            counts.put("scrubEndedSeconds", report.ended().getEpochSecond());
            counts.put("scrubRecords", report.records());
            counts.put("scrubObjects", report.objects());
            for (var kind : Scrub.Kind.values()) {
                counts.put(
                        "scrubFound" + kind.name().charAt(0)
                                + kind.name().substring(1).toLowerCase(Locale.ROOT),
                        report.counts().getOrDefault(kind, 0L));
            }
        });
        return counts;
    }

    private void watchJobs() {
        var failing = jobs().stream()
                .filter(job -> job.failedInARow() >= FAILURES_IN_A_ROW)
                .map(Job.State::name)
                .toList();
        if (failing.isEmpty()) {
            health.well(ServerPart.JOBS);
        } else {
            health.degraded(
                    ServerPart.JOBS,
                    "these jobs failed in their last " + FAILURES_IN_A_ROW + " turns: " + String.join(", ", failing)
                            + "; `sealstead jobs` tells why");
        }
    }

    private void watchClock() throws IOException {
        var standing = time.standing();
        if (standing.agree()) {
            health.well(ServerPart.CLOCK);
        } else {
            health.degraded(
                    ServerPart.CLOCK,
                    "the clock says " + standing.clock() + ", the store has counted " + standing.counted()
                            + "; nothing is expired, collected or destroyed by the clock until it has run evenly for a"
                            + " while (clock.agreement) or is accepted (sealstead clock --accept)");
        }
        if (gateways.leads()) {
            timeRecord.write(time.kept());
        }
    }

    private static Optional<WhatIf.Resource> resource(String arn, BucketAccess access, EmbeddedKms kms)
            throws IOException {
        var bucket = access.resource(arn);
        return bucket.isPresent() ? bucket : kms.resource(arn);
    }

    private static Map<AdminOperation, AdminPage> pages(
            AccountPages accounts,
            ExplainPages explain,
            AuditPages audit,
            MetricsPages metrics,
            ClockPages clock,
            JobPages jobs) {
        var pages = new EnumMap<AdminOperation, AdminPage>(accounts.all());
        pages.put(AdminOperation.EXPLAIN_REQUEST, (query, body) -> explain.explain(query));
        pages.put(AdminOperation.VERIFY_AUDIT_TRAIL, (query, body) -> audit.verify(query));
        pages.put(AdminOperation.SEARCH_AUDIT_TRAIL, (query, body) -> audit.search(query));
        pages.put(AdminOperation.GET_REQUEST_METRICS, (query, body) -> metrics.requests(query));
        pages.put(AdminOperation.TRACE_REQUESTS, (query, body) -> metrics.trace(query));
        pages.put(AdminOperation.GET_CLOCK, (query, body) -> clock.show());
        pages.put(AdminOperation.ACCEPT_CLOCK, (query, body) -> clock.accept());
        pages.put(AdminOperation.LIST_JOBS, (query, body) -> jobs.show());
        return pages;
    }

    /// A short lifecycle day asks for more rounds, one a second at most.
    private static Duration often(Duration every, Duration lifecycleDay) {
        var second = Duration.ofSeconds(1);
        var half = lifecycleDay.dividedBy(2);
        return atMost(every, half.compareTo(second) < 0 ? second : half);
    }

    private static Duration atMost(Duration wanted, Duration most) {
        return wanted.compareTo(most) < 0 ? wanted : most;
    }

    private static Optional<ServerCertificate> certificate(Config config) throws IOException {
        var chain = config.text(Setting.TLS_CERTIFICATE);
        var key = config.text(Setting.TLS_KEY);
        if (chain.isEmpty() || key.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ServerCertificate(
                    java.nio.file.Path.of(chain.get()), java.nio.file.Path.of(key.get()), Duration.ofSeconds(5)));
        } catch (GeneralSecurityException unusable) {
            throw new IOException("the TLS certificate cannot be used", unusable);
        }
    }

    /// Opens the data folder, proves itself, and serves.
    ///
    /// @throws IOException if anything stands in the way; nothing is left running then
    public static SealsteadServer start(Config config, Clock clock) throws IOException {
        return start(config, clock, System::nanoTime);
    }

    /// Opens the data folder, proves itself, and serves.
    ///
    /// @param nanos a monotonic clock
    /// @throws IOException if anything stands in the way; nothing is left running then
    public static SealsteadServer start(Config config, Clock clock, LongSupplier nanos) throws IOException {
        var traces = config.traces();
        return start(
                config,
                clock,
                nanos,
                traces.isPresent() ? new OtlpTracing(traces.get(), VERSION, new KernelRandom()) : Tracing.NONE);
    }

    /// @param tracing wraps the parts, and is closed with the server or when it does not start
    static SealsteadServer start(Config config, Clock clock, LongSupplier nanos, Tracing tracing) throws IOException {
        var random = new KernelRandom();
        var health = new Health();
        Engine data;
        try {
            data = Engine.open(config, health, random);
        } catch (IOException | RuntimeException failed) {
            tracing.close();
            throw failed;
        }
        try {
            var movable = config.flag(Setting.TEST_FAULTS)
                    ? Optional.of(new MovableTime(clock, nanos))
                    : Optional.<MovableTime>empty();
            var server = new SealsteadServer(
                    config,
                    movable.<Clock>map(time -> time).orElse(clock),
                    movable.<LongSupplier>map(time -> time::nanos).orElse(nanos),
                    movable,
                    data,
                    data.storeKey(),
                    random,
                    health,
                    tracing);
            server.begin();
            WarmUp.start(random);
            return server;
        } catch (IOException | RuntimeException failed) {
            tracing.close();
            data.close();
            throw failed;
        }
    }

    private void begin() throws IOException {
        boolean serves = false;
        try {
            if (known.isPresent()) {
                known.get().start();
            }
            audit.start();
            http.start();
            startConsole();
            watchClock();
            jobs.start();
            notifications.start();
            health.well(ServerPart.SERVER);
            serves = true;
        } finally {
            if (!serves) {
                known.ifPresent(KnownGateways::close);
            }
        }
    }

    /// Where clients find the server.
    public String endpoint() {
        return (secure ? "https" : "http") + "://" + host + ":" + http.port();
    }

    /// Where browsers find the console, if there is one.
    public Optional<String> consoleAddress() {
        int port = console.map(HttpServer::port).orElseGet(http::port);
        return consoleShown
                ? Optional.of((secure ? "https" : "http") + "://" + consoleHost + ":" + port + "/_sealstead/console/")
                : Optional.empty();
    }

    public Accounts accounts() {
        return accounts;
    }

    public IdentityStore directory() {
        return identityStore;
    }

    public Sessions sessions() {
        return sessions;
    }

    public Ledger ledger() {
        return ledger;
    }

    public RootKey rootKey() {
        return root;
    }

    /// The operations of S3 that have a handler.
    public Set<S3Operation> implemented() {
        return implemented;
    }

    /// The operations of S3 Control that have a handler.
    public Set<ControlOperation> implementedOfControl() {
        return implementedOfControl;
    }

    /// The operations of IAM that have a handler.
    public Set<IamOperation> implementedOfIam() {
        return implementedOfIam;
    }

    /// The operations of STS that have a handler.
    public Set<StsOperation> implementedOfSts() {
        return implementedOfSts;
    }

    void addFault(FaultRule rule) {
        faults.add(rule);
    }

    void endFaults() {
        faults.set(List.of());
    }

    /// As if that much time went by.
    void pass(Duration by) throws IOException {
        movable.orElseThrow().pass(by);
        maintainNow();
    }

    /// One turn of each background job, now.
    public void maintainNow() throws IOException {
        jobs.runAll();
    }

    /// What is known of the background jobs.
    public List<Job.State> jobs() {
        return jobs.states();
    }

    /// The time that the server goes by.
    public WitnessedTime time() {
        return time;
    }

    private void startConsole() throws IOException {
        if (console.isEmpty()) {
            return;
        }
        try {
            console.get().start();
        } catch (IOException taken) {
            http.close();
            throw taken;
        }
    }

    /// Has `ended` told when the store was moved while it was served, or could not be in the very end: this server then
    /// serves nothing any more.
    ///
    /// @param ended gets what went wrong, empty if nothing did
    public void whenMoved(Consumer<String> ended) {
        move.whenEnded(ended);
    }

    /// Stops accepting, waits for running requests within the limit, and closes the data folder.
    @Override
    public void close() throws IOException {
        move.close();
        stopServing();
        data.close();
    }

    /// Everything but the engine; once.
    private void stopServing() throws IOException {
        if (!stopped.compareAndSet(false, true)) {
            return;
        }
        health.failed(ServerPart.SERVER, "stopping");
        if (console.isPresent()) {
            console.get().close();
        }
        http.close();
        backups.close();
        issuers.close();
        functions.close(); // a batch job need not wait for an answer
        jobs.close();
        elsewhere.close();
        collector.close();
        notifications.close();
        accessLog.deliver(more -> {});
        lastUse.flush();
        if (gateways.leads()) {
            timeRecord.write(time.kept());
        }
        audit.close();
        known.ifPresent(KnownGateways::close);
        tracing.close();
    }
}
