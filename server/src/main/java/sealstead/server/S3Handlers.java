package sealstead.server;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import sealstead.auth.Authenticator;
import sealstead.custody.PageTokens;
import sealstead.encryption.Encryption;
import sealstead.encryption.KeyCheck;
import sealstead.iam.BucketSessions;
import sealstead.iam.KnownPrincipals;
import sealstead.iam.ServiceRoles;
import sealstead.s3.KeepAliveReply;
import sealstead.s3.S3Operation;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.DocumentKind;
import sealstead.s3.bucket.NewBuckets;
import sealstead.s3.bucket.Zones;
import sealstead.s3.configuration.Configuration;
import sealstead.s3.configuration.CorsConfiguration;
import sealstead.s3.configuration.NamedConfiguration;
import sealstead.s3.content.Appending;
import sealstead.s3.content.ObjectWriter;
import sealstead.s3.content.PartWriter;
import sealstead.s3.inventory.Destinations;
import sealstead.s3.inventory.InventoryConfiguration;
import sealstead.s3.lifecycle.LifecycleConfiguration;
import sealstead.s3.logging.LoggingConfiguration;
import sealstead.s3.metrics.MetricsConfiguration;
import sealstead.s3.notification.NotificationConfiguration;
import sealstead.s3.notification.Webhooks;
import sealstead.s3.object.Expirations;
import sealstead.s3.object.Objects;
import sealstead.s3.object.Renaming;
import sealstead.s3.object.Restorations;
import sealstead.s3.object.Uploads;
import sealstead.s3.operation.bucket.CreateBucket;
import sealstead.s3.operation.bucket.CreateSession;
import sealstead.s3.operation.bucket.DeleteBucket;
import sealstead.s3.operation.bucket.DeleteBucketEncryption;
import sealstead.s3.operation.bucket.DeleteBucketOwnershipControls;
import sealstead.s3.operation.bucket.DeletePublicAccessBlock;
import sealstead.s3.operation.bucket.GetBucketAbac;
import sealstead.s3.operation.bucket.GetBucketAcl;
import sealstead.s3.operation.bucket.GetBucketEncryption;
import sealstead.s3.operation.bucket.GetBucketLocation;
import sealstead.s3.operation.bucket.GetBucketOwnershipControls;
import sealstead.s3.operation.bucket.GetBucketPolicyStatus;
import sealstead.s3.operation.bucket.GetBucketRequestPayment;
import sealstead.s3.operation.bucket.GetBucketVersioning;
import sealstead.s3.operation.bucket.GetObjectLockConfiguration;
import sealstead.s3.operation.bucket.GetPublicAccessBlock;
import sealstead.s3.operation.bucket.HeadBucket;
import sealstead.s3.operation.bucket.PutBucketAbac;
import sealstead.s3.operation.bucket.PutBucketAcl;
import sealstead.s3.operation.bucket.PutBucketEncryption;
import sealstead.s3.operation.bucket.PutBucketOwnershipControls;
import sealstead.s3.operation.bucket.PutBucketRequestPayment;
import sealstead.s3.operation.bucket.PutBucketVersioning;
import sealstead.s3.operation.bucket.PutObjectLockConfiguration;
import sealstead.s3.operation.bucket.PutPublicAccessBlock;
import sealstead.s3.operation.configuration.AccelerateConfiguration;
import sealstead.s3.operation.configuration.AnalyticsConfiguration;
import sealstead.s3.operation.configuration.BucketPolicy;
import sealstead.s3.operation.configuration.BucketTagging;
import sealstead.s3.operation.configuration.DeleteConfiguration;
import sealstead.s3.operation.configuration.DeleteNamedConfiguration;
import sealstead.s3.operation.configuration.GetConfiguration;
import sealstead.s3.operation.configuration.GetNamedConfiguration;
import sealstead.s3.operation.configuration.IntelligentTieringConfiguration;
import sealstead.s3.operation.configuration.ListNamedConfigurations;
import sealstead.s3.operation.configuration.PutConfiguration;
import sealstead.s3.operation.configuration.PutNamedConfiguration;
import sealstead.s3.operation.form.PostObject;
import sealstead.s3.operation.listing.ListBuckets;
import sealstead.s3.operation.listing.ListDirectoryBuckets;
import sealstead.s3.operation.listing.ListObjectVersions;
import sealstead.s3.operation.listing.ListObjects;
import sealstead.s3.operation.listing.ListObjectsV2;
import sealstead.s3.operation.multipart.AbortMultipartUpload;
import sealstead.s3.operation.multipart.CompleteMultipartUpload;
import sealstead.s3.operation.multipart.CreateMultipartUpload;
import sealstead.s3.operation.multipart.ListMultipartUploads;
import sealstead.s3.operation.multipart.ListParts;
import sealstead.s3.operation.multipart.UploadPart;
import sealstead.s3.operation.multipart.UploadPartCopy;
import sealstead.s3.operation.object.CopyObject;
import sealstead.s3.operation.object.DeleteObject;
import sealstead.s3.operation.object.DeleteObjectTagging;
import sealstead.s3.operation.object.DeleteObjects;
import sealstead.s3.operation.object.GetObject;
import sealstead.s3.operation.object.GetObjectAcl;
import sealstead.s3.operation.object.GetObjectAttributes;
import sealstead.s3.operation.object.GetObjectLegalHold;
import sealstead.s3.operation.object.GetObjectRetention;
import sealstead.s3.operation.object.GetObjectTagging;
import sealstead.s3.operation.object.HeadObject;
import sealstead.s3.operation.object.PutObject;
import sealstead.s3.operation.object.PutObjectAcl;
import sealstead.s3.operation.object.PutObjectLegalHold;
import sealstead.s3.operation.object.PutObjectRetention;
import sealstead.s3.operation.object.PutObjectTagging;
import sealstead.s3.operation.object.RenameObject;
import sealstead.s3.operation.object.RestoreObject;
import sealstead.s3.operation.object.UpdateObjectEncryption;
import sealstead.s3.replication.Elsewhere;
import sealstead.s3.replication.ReplicationConfiguration;
import sealstead.s3.website.WebsiteConfiguration;
import sealstead.time.WitnessedTime;

/// The handlers of S3's operations; a row of the table without one answers `NotImplemented`.
final class S3Handlers {
    private final Buckets buckets;
    private final Objects objects;
    private final Uploads uploads;
    private final Encryption encryption;
    private final Authenticator authenticator;
    private final Services services;
    private final List<String> regions;
    private final Zones zones;
    private final SecureRandom random;
    private final WitnessedTime time;
    private final Clock clock;
    private final Clock wall;
    private final BucketAccess access;
    private final KeepAliveReply keepAlive;
    private final ObjectWriter writer;
    private final Map<S3Operation, S3Handler> all = new EnumMap<>(S3Operation.class);

    S3Handlers(
            Buckets buckets,
            Objects objects,
            Uploads uploads,
            Encryption encryption,
            Authenticator authenticator,
            Services services,
            BucketAccess access,
            List<String> regions,
            Zones zones,
            Duration patience,
            SecureRandom random,
            WitnessedTime time,
            Clock wall) {
        this.buckets = buckets;
        this.objects = objects;
        this.uploads = uploads;
        this.encryption = encryption;
        this.authenticator = authenticator;
        this.services = services;
        this.regions = List.copyOf(regions);
        this.zones = zones;
        this.random = random;
        this.time = time;
        this.clock = time.clock();
        this.wall = wall;
        this.access = access;
        this.keepAlive = new KeepAliveReply(patience);
        this.writer = new ObjectWriter(objects, buckets, random, clock);
    }

    /// What stands beside the objects.
    record Services(
            Webhooks webhooks,
            BucketSessions sessions,
            KeyCheck keyCheck,
            KnownPrincipals principals,
            Restorations restorations,
            Expirations expirations,
            ServiceRoles roles,
            Elsewhere elsewhere,
            NewBuckets newBuckets,
            PageTokens tokens) {}

    Map<S3Operation, S3Handler> all() {
        addBuckets();
        addSettings();
        addDocuments();
        addNamedDocuments();
        addObjects();
        addObjectSubresources();
        addUploads();
        return Map.copyOf(all);
    }

    private void addBuckets() {
        all.put(S3Operation.LIST_BUCKETS, new ListBuckets(access, buckets, services.tokens()));
        all.put(S3Operation.LIST_DIRECTORY_BUCKETS, new ListDirectoryBuckets(access, buckets, services.tokens()));
        all.put(S3Operation.CREATE_BUCKET, new CreateBucket(access, buckets, regions, zones, services.newBuckets()));
        all.put(
                S3Operation.CREATE_SESSION,
                new CreateSession(access, services.sessions(), encryption, services.keyCheck()));
        all.put(S3Operation.HEAD_BUCKET, new HeadBucket());
        all.put(S3Operation.DELETE_BUCKET, new DeleteBucket(buckets, objects));
        all.put(S3Operation.GET_BUCKET_LOCATION, new GetBucketLocation());
        all.put(S3Operation.PUT_BUCKET_ENCRYPTION, new PutBucketEncryption(buckets, encryption, services.keyCheck()));
        all.put(S3Operation.GET_BUCKET_ENCRYPTION, new GetBucketEncryption());
        all.put(S3Operation.DELETE_BUCKET_ENCRYPTION, new DeleteBucketEncryption(buckets));
        all.put(S3Operation.PUT_BUCKET_VERSIONING, new PutBucketVersioning(buckets));
        all.put(S3Operation.GET_BUCKET_VERSIONING, new GetBucketVersioning());
    }

    private void addObjects() {
        var expirations = services.expirations();
        var appending = new Appending(encryption, objects, buckets, random, clock);
        all.put(S3Operation.PUT_OBJECT, new PutObject(access, encryption, writer, appending, expirations, clock));
        all.put(S3Operation.POST_OBJECT, new PostObject(access, encryption, writer, authenticator, expirations, wall));
        all.put(S3Operation.GET_OBJECT, new GetObject(encryption, objects, expirations));
        all.put(S3Operation.HEAD_OBJECT, new HeadObject(encryption, objects, expirations));
        all.put(S3Operation.GET_OBJECT_ATTRIBUTES, new GetObjectAttributes(encryption, objects));
        all.put(S3Operation.DELETE_OBJECT, new DeleteObject(access, objects));
        all.put(S3Operation.DELETE_OBJECTS, new DeleteObjects(access, objects));
        all.put(
                S3Operation.COPY_OBJECT,
                new CopyObject(access, encryption, objects, writer, keepAlive, expirations, clock));
        all.put(S3Operation.RENAME_OBJECT, new RenameObject(new Renaming(objects, buckets, random)));
        all.put(S3Operation.LIST_OBJECTS, new ListObjects(objects));
        all.put(S3Operation.LIST_OBJECTS_V2, new ListObjectsV2(objects, uploads, services.tokens()));
        all.put(S3Operation.LIST_OBJECT_VERSIONS, new ListObjectVersions(objects));
    }

    private void addObjectSubresources() {
        all.put(S3Operation.PUT_OBJECT_TAGGING, new PutObjectTagging(access, objects));
        all.put(S3Operation.GET_OBJECT_TAGGING, new GetObjectTagging(objects));
        all.put(S3Operation.DELETE_OBJECT_TAGGING, new DeleteObjectTagging(objects));
        all.put(S3Operation.RESTORE_OBJECT, new RestoreObject(objects, services.restorations()));
        all.put(S3Operation.PUT_OBJECT_RETENTION, new PutObjectRetention(access, objects, time));
        all.put(S3Operation.GET_OBJECT_RETENTION, new GetObjectRetention(objects));
        all.put(S3Operation.PUT_OBJECT_LEGAL_HOLD, new PutObjectLegalHold(objects));
        all.put(S3Operation.GET_OBJECT_LEGAL_HOLD, new GetObjectLegalHold(objects));
        all.put(S3Operation.UPDATE_OBJECT_ENCRYPTION, new UpdateObjectEncryption(encryption, objects, time));
        all.put(S3Operation.PUT_OBJECT_ACL, new PutObjectAcl(access, objects));
        all.put(S3Operation.GET_OBJECT_ACL, new GetObjectAcl(objects));
    }

    private void addSettings() {
        all.put(S3Operation.PUT_OBJECT_LOCK_CONFIGURATION, new PutObjectLockConfiguration(buckets));
        all.put(S3Operation.GET_OBJECT_LOCK_CONFIGURATION, new GetObjectLockConfiguration());
        all.put(S3Operation.PUT_BUCKET_ACL, new PutBucketAcl(access, buckets));
        all.put(S3Operation.GET_BUCKET_ACL, new GetBucketAcl());
        all.put(S3Operation.PUT_PUBLIC_ACCESS_BLOCK, new PutPublicAccessBlock(buckets));
        all.put(S3Operation.GET_PUBLIC_ACCESS_BLOCK, new GetPublicAccessBlock());
        all.put(S3Operation.DELETE_PUBLIC_ACCESS_BLOCK, new DeletePublicAccessBlock(buckets));
        all.put(S3Operation.PUT_BUCKET_OWNERSHIP_CONTROLS, new PutBucketOwnershipControls(buckets));
        all.put(S3Operation.GET_BUCKET_OWNERSHIP_CONTROLS, new GetBucketOwnershipControls());
        all.put(S3Operation.DELETE_BUCKET_OWNERSHIP_CONTROLS, new DeleteBucketOwnershipControls(buckets));
        all.put(S3Operation.PUT_BUCKET_REQUEST_PAYMENT, new PutBucketRequestPayment(buckets));
        all.put(S3Operation.GET_BUCKET_POLICY_STATUS, new GetBucketPolicyStatus(access));
        all.put(S3Operation.GET_BUCKET_REQUEST_PAYMENT, new GetBucketRequestPayment());
        all.put(S3Operation.PUT_BUCKET_ABAC, new PutBucketAbac(buckets));
        all.put(S3Operation.GET_BUCKET_ABAC, new GetBucketAbac());
    }

    private void addDocuments() {
        add(new BucketTagging(), S3Operation.PUT_BUCKET_TAGGING, S3Operation.GET_BUCKET_TAGGING);
        add(new CorsConfiguration(), S3Operation.PUT_BUCKET_CORS, S3Operation.GET_BUCKET_CORS);
        add(new BucketPolicy(services.principals()), S3Operation.PUT_BUCKET_POLICY, S3Operation.GET_BUCKET_POLICY);
        add(
                new LifecycleConfiguration(),
                S3Operation.PUT_BUCKET_LIFECYCLE_CONFIGURATION,
                S3Operation.GET_BUCKET_LIFECYCLE_CONFIGURATION);
        add(
                new NotificationConfiguration(services.webhooks()),
                S3Operation.PUT_BUCKET_NOTIFICATION_CONFIGURATION,
                S3Operation.GET_BUCKET_NOTIFICATION_CONFIGURATION);
        add(
                new AccelerateConfiguration(),
                S3Operation.PUT_BUCKET_ACCELERATE_CONFIGURATION,
                S3Operation.GET_BUCKET_ACCELERATE_CONFIGURATION);
        add(
                new LoggingConfiguration(buckets, access.lists()),
                S3Operation.PUT_BUCKET_LOGGING,
                S3Operation.GET_BUCKET_LOGGING);
        add(new WebsiteConfiguration(), S3Operation.PUT_BUCKET_WEBSITE, S3Operation.GET_BUCKET_WEBSITE);
        add(
                new ReplicationConfiguration(buckets, services.roles(), services.elsewhere()),
                S3Operation.PUT_BUCKET_REPLICATION,
                S3Operation.GET_BUCKET_REPLICATION);
        remove(DocumentKind.REPLICATION, S3Operation.DELETE_BUCKET_REPLICATION);
        remove(DocumentKind.WEBSITE, S3Operation.DELETE_BUCKET_WEBSITE);
        remove(DocumentKind.TAGGING, S3Operation.DELETE_BUCKET_TAGGING);
        remove(DocumentKind.CORS, S3Operation.DELETE_BUCKET_CORS);
        remove(DocumentKind.POLICY, S3Operation.DELETE_BUCKET_POLICY);
        remove(DocumentKind.LIFECYCLE, S3Operation.DELETE_BUCKET_LIFECYCLE);
    }

    private void addNamedDocuments() {
        add(
                new MetricsConfiguration(),
                S3Operation.PUT_BUCKET_METRICS_CONFIGURATION,
                S3Operation.GET_BUCKET_METRICS_CONFIGURATION,
                S3Operation.LIST_BUCKET_METRICS_CONFIGURATIONS,
                S3Operation.DELETE_BUCKET_METRICS_CONFIGURATION);
        add(
                new AnalyticsConfiguration(),
                S3Operation.PUT_BUCKET_ANALYTICS_CONFIGURATION,
                S3Operation.GET_BUCKET_ANALYTICS_CONFIGURATION,
                S3Operation.LIST_BUCKET_ANALYTICS_CONFIGURATIONS,
                S3Operation.DELETE_BUCKET_ANALYTICS_CONFIGURATION);
        add(
                new IntelligentTieringConfiguration(),
                S3Operation.PUT_BUCKET_INTELLIGENT_TIERING_CONFIGURATION,
                S3Operation.GET_BUCKET_INTELLIGENT_TIERING_CONFIGURATION,
                S3Operation.LIST_BUCKET_INTELLIGENT_TIERING_CONFIGURATIONS,
                S3Operation.DELETE_BUCKET_INTELLIGENT_TIERING_CONFIGURATION);
        add(
                new InventoryConfiguration(new Destinations(buckets, access)),
                S3Operation.PUT_BUCKET_INVENTORY_CONFIGURATION,
                S3Operation.GET_BUCKET_INVENTORY_CONFIGURATION,
                S3Operation.LIST_BUCKET_INVENTORY_CONFIGURATIONS,
                S3Operation.DELETE_BUCKET_INVENTORY_CONFIGURATION);
    }

    private void add(
            NamedConfiguration configuration, S3Operation put, S3Operation get, S3Operation list, S3Operation delete) {
        all.put(put, new PutNamedConfiguration(buckets, configuration));
        all.put(get, new GetNamedConfiguration(buckets, configuration));
        all.put(list, new ListNamedConfigurations(buckets, configuration, services.tokens()));
        all.put(delete, new DeleteNamedConfiguration(buckets, configuration));
    }

    private void add(Configuration configuration, S3Operation put, S3Operation get) {
        all.put(put, new PutConfiguration(buckets, configuration));
        all.put(get, new GetConfiguration(buckets, configuration));
    }

    private void remove(DocumentKind kind, S3Operation delete) {
        all.put(delete, new DeleteConfiguration(buckets, kind));
    }

    private void addUploads() {
        var parts = new PartWriter(objects, uploads, buckets, random, clock);
        all.put(
                S3Operation.CREATE_MULTIPART_UPLOAD,
                new CreateMultipartUpload(
                        access, buckets, encryption, objects, uploads, services.expirations(), clock));
        all.put(S3Operation.UPLOAD_PART, new UploadPart(encryption, objects, uploads, parts));
        all.put(
                S3Operation.UPLOAD_PART_COPY,
                new UploadPartCopy(access, encryption, objects, uploads, parts, keepAlive));
        all.put(
                S3Operation.COMPLETE_MULTIPART_UPLOAD,
                new CompleteMultipartUpload(
                        access, buckets, encryption, objects, uploads, keepAlive, services.expirations(), clock));
        all.put(S3Operation.ABORT_MULTIPART_UPLOAD, new AbortMultipartUpload(objects, uploads));
        all.put(S3Operation.LIST_PARTS, new ListParts(encryption, objects, uploads, services.expirations()));
        all.put(S3Operation.LIST_MULTIPART_UPLOADS, new ListMultipartUploads(objects, uploads, services.tokens()));
    }
}
