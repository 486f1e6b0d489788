package sealstead.server;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import sealstead.api.ApiSteps;
import sealstead.api.Trail;
import sealstead.crypto.SecretBytes;
import sealstead.s3.S3Request;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.RequestedBucket;

/// Who may know whom. Each rule says why; what breaks one is the code, not the rule.
final class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("sealstead");

    private static void check(ArchRule rule) {
        rule.check(CLASSES);
    }

    @Test
    void the_store_knows_no_other_room() {
        check(noClasses()
                .that()
                .resideInAPackage("sealstead.store..")
                .should()
                .dependOnClassesThat(resideInAPackage("sealstead..").and(resideOutsideOfPackages("sealstead.store..")))
                .because("it keeps ciphertext and cannot decrypt"));
    }

    @Test
    void only_encryption_and_the_rooms_that_name_callers_know_the_kms() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(
                        "sealstead.kms..",
                        "sealstead.encryption..",
                        "sealstead.server..",
                        "sealstead.admin..",
                        "sealstead.tracing..")
                // What is under a key, and what becomes of it with the key.
                .and()
                .resideOutsideOfPackages("sealstead.s3.keys..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("sealstead.kms..")
                .because("keys are asked for in one room; all others say on whose behalf and for what purpose"));
        check(noClasses()
                .that()
                .resideInAPackage("sealstead.s3..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("sealstead\\.kms\\.(KeyService|EmbeddedKms|DataKey|Use|Reason)(\\$.*)?")
                .because("S3 never holds a key of the KMS, nor asks for one"));
    }

    @Test
    void s3_holds_no_key_and_no_cipher() {
        check(noClasses()
                .that()
                .resideInAPackage("sealstead.s3..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("sealstead\\.crypto\\.(Seal|SealingStream|OpeningReader|KeyWrap|KeyTree|SecretBytes)")
                .because("only encryption knows both a KMS and a cipher"));
    }

    @Test
    void ciphers_live_in_crypto_and_signatures_in_auth() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("sealstead.crypto..", "sealstead.auth..", "sealstead.kms..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("javax.crypto..")
                .because("one place to read for whoever audits them"));
        check(noClasses()
                .that()
                .resideOutsideOfPackages(
                        "sealstead.crypto..",
                        "sealstead.custody..",
                        "sealstead.encryption..",
                        "sealstead.kms..",
                        "sealstead.server..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("sealstead\\.crypto\\.(Seal|SealingStream|OpeningReader|KeyWrap|KeyTree|RootKeyFile)")
                .because("nobody else seals or opens"));
    }

    @Test
    void what_others_were_refused_with_is_handed_on_in_three_places() {
        check(noClasses()
                .that()
                .doNotHaveFullyQualifiedName("sealstead.encryption.KmsRefusal")
                .and()
                .doNotHaveFullyQualifiedName("sealstead.batch.Keys")
                .and()
                .doNotHaveFullyQualifiedName("sealstead.admin.Operators")
                .and()
                .resideOutsideOfPackage("sealstead.wire..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("sealstead.wire.ErrorRow$Relayed")
                .because("every code that is answered stands in a table of errors, which alone makes refusals"));
    }

    @Test
    void only_the_pipeline_says_what_became_of_a_request() {
        check(noClasses()
                .that()
                .doNotHaveFullyQualifiedName("sealstead.api.Pipeline")
                .should()
                .callMethodWhere(target(owner(name("sealstead.wire.CallName"))).and(target(nameMatching("failed"))))
                .because("what is thrown becomes an error document, and is counted, in one place for all APIs"));
        check(noClasses()
                .that()
                .resideOutsideOfPackage("sealstead.api..")
                .and()
                .areNotAssignableTo(ApiSteps.class)
                .should()
                .callMethodWhere(target(owner(assignableTo(ApiSteps.class)))
                        .and(target(nameMatching("authenticate|row|read|trail|check|authorize"))))
                .orShould()
                .callMethodWhere(
                        target(owner(assignableTo(Trail.class))).and(target(nameMatching("admit|done|refused"))))
                .because("the order of the steps of a call is said once for all APIs, and none is left out"));
        check(noClasses()
                .that()
                .resideInAnyPackage(
                        "sealstead.kms..",
                        "sealstead.query..",
                        "sealstead.control..",
                        "sealstead.admin..",
                        "sealstead.s3.door..")
                .should()
                .callMethodWhere(target(owner(name("sealstead.store.Room"))))
                .because("room is asked for between what is wrong with a call and whether its caller may"));
        check(noClasses()
                .that()
                .resideInAPackage("sealstead.api..")
                .should()
                .dependOnClassesThat(resideInAPackage("sealstead..")
                        .and(resideOutsideOfPackages(
                                "sealstead.api..", "sealstead.wire..", "sealstead.store..", "sealstead.crypto..")))
                .because("it is the same for all APIs and knows none"));
    }

    @Test
    void the_policy_engine_is_pure() {
        var because = "a decision is a function of its question: no clock, no input or output, no randomness";
        check(noClasses()
                .that()
                .resideInAPackage("sealstead.iam.policy..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.net..",
                        "java.lang.foreign..",
                        "sealstead.store..")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.time\\.(Clock|InstantSource|ZoneId)|java\\.util\\.(Random|UUID|Timer)"
                        + "|java\\.util\\.(random|concurrent)\\..*|java\\.security\\..*|java\\.lang\\.(Thread|Process)"
                        + "|java\\.io\\.(?!Serializable|IOException|Closeable).*")
                .because(because));
        check(noClasses()
                .that()
                .resideInAPackage("sealstead.iam.policy..")
                .should()
                .callMethodWhere(target(nameMatching("now|currentTimeMillis|nanoTime|getenv|getProperty|random")))
                .because(because));
    }

    @Test
    void each_outside_library_has_one_room() {
        // Its server and its client are two libraries, over one parser.
        only("org.eclipse.jetty..", "sealstead.http..", "sealstead.auth.oidc..");
        only("org.eclipse.jetty.server..", "sealstead.http..");
        only("org.eclipse.jetty.client..", "sealstead.auth.oidc..");
        only("com.nimbusds..", "sealstead.auth.oidc..");
        only("org.rocksdb..", "sealstead.store.local..");
        only("javax.xml..", "sealstead.xml..");
        only("picocli..", "sealstead.cli..");
        only("com.dynatrace..", "sealstead.checksum..");
        only("software.amazon.awssdk.crt..", "sealstead.checksum..");
        only("software.amazon.awssdk.services..", "sealstead.migration..");
        only("software.amazon.awssdk.core..", "sealstead.migration..");
        only("io.opentelemetry..", "sealstead.tracing..");
    }

    private static void only(String library, String... rooms) {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(rooms)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .because("a library that one room knows can be exchanged"));
    }

    @Test
    void rooms_form_no_cycle() {
        check(slices().matching("sealstead.(*)..").should().beFreeOfCycles());
    }

    @Test
    void the_rooms_of_s3_form_no_cycle() {
        check(slices().matching("sealstead.s3.(**)").should().beFreeOfCycles());
    }

    /// The rooms of S3 that a request goes through, the top first.
    private static final List<List<String>> FLOORS_OF_S3 = List.of(
            List.of("sealstead.s3.website.."),
            List.of("sealstead.s3.door.."),
            List.of("sealstead.s3.inventory.."),
            List.of(
                    "sealstead.s3.operation..",
                    "sealstead.s3.logging..",
                    "sealstead.s3.metrics..",
                    "sealstead.s3.replication.."),
            List.of("sealstead.s3.content..", "sealstead.s3.keys..", "sealstead.s3.scrub.."),
            List.of("sealstead.s3.access..", "sealstead.s3.lifecycle..", "sealstead.s3.notification.."),
            List.of(
                    "sealstead.s3.object..",
                    "sealstead.s3.configuration..",
                    "sealstead.s3.trail..",
                    "sealstead.s3.accesspoint.."),
            List.of("sealstead.s3.bucket.."),
            List.of("sealstead.s3.acl.."),
            List.of("sealstead.s3"));

    @Test
    void every_room_of_s3_is_on_a_floor() {
        assertThat(CLASSES.stream()
                        .map(JavaClass::getPackageName)
                        .filter(name -> name.matches("sealstead\\.s3(\\..*)?"))
                        .map(name -> name.replaceFirst("^(sealstead\\.s3\\.[^.]*).*$", "$1.."))
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(
                        FLOORS_OF_S3.stream().flatMap(List::stream).toList());
    }

    @Test
    void a_request_goes_down_through_the_rooms_of_s3_and_nothing_calls_up() {
        for (int floor = 1; floor < FLOORS_OF_S3.size(); floor++) {
            var above = FLOORS_OF_S3.subList(0, floor).stream().flatMap(List::stream);
            check(noClasses()
                    .that()
                    .resideInAnyPackage(FLOORS_OF_S3.get(floor).toArray(String[]::new))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(above.toArray(String[]::new))
                    .because("a request can be read from top to bottom in one sitting"));
        }
    }

    @Test
    void no_operation_on_a_bucket_can_forget_to_ask() {
        // They have no bucket yet, or a body to read before it is known what they need.
        var asking = Set.of("CreateBucket", "CreateSession", "ListBuckets", "ListDirectoryBuckets", "PostObject");
        assertThat(CLASSES.stream()
                        .filter(each -> each.isAssignableTo(S3Handler.AskingItself.class) && !each.isInterface())
                        .map(JavaClass::getSimpleName))
                .containsExactlyInAnyOrderElementsOf(asking);
        check(noClasses()
                .that()
                .haveNameNotMatching("sealstead\\.s3\\.(door\\.S3Door\\$Steps|operation\\.form\\.PostObject)")
                .should()
                .callMethod(BucketAccess.class, "open", S3Request.class, RequestedBucket.class)
                .because("the door asks whether a request may what its row needs, and hands over the bucket then"));
    }

    @Test
    void the_bucket_of_a_request_is_looked_up_once() {
        check(noClasses()
                .that()
                .resideInAnyPackage("sealstead.s3.door..", "sealstead.s3.operation..", "sealstead.s3.trail..")
                .or()
                .haveSimpleName("Cors")
                .should()
                .callMethod(Buckets.class, "find", String.class)
                .because("the door looks it up for all who serve the request or keep something of it"));
        check(noClasses()
                .that()
                // Their body comes from afar: they ask once more when it is there.
                .doNotHaveSimpleName("PutBucketAcl")
                .and()
                .doNotHaveSimpleName("PutObjectAcl")
                .should()
                .callMethod(BucketAccess.class, "openAgain", S3Request.class)
                .because("what is decided twice can be decided in two ways"));
    }

    @Test
    void records_of_objects_are_opened_where_they_are_kept() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("sealstead.s3.object..", "sealstead.s3.operation..")
                .and()
                // What goes over all there is, head by head; what moves labels, saves or reseals a folder that is
                // stopped.
                .haveNameNotMatching(
                        "sealstead\\.(s3\\.(inventory\\.InventoryList|lifecycle\\.LifecycleJob|keys\\.LabelledRecords"
                                + "|scrub\\.Salvage)|batch\\.GeneratedManifest|server\\.FolderResealing)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("sealstead\\.s3\\.object\\.(ObjectRecord|UploadRecord|ObjectHead|LabelSeal)(\\$.*)?")
                .because("how an object lies in the store is for s3.object to know"));
    }

    @Test
    void keys_of_objects_are_found_again_by_a_plan() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("sealstead.encryption..")
                .and()
                .haveNameNotMatching("sealstead\\.(s3\\.content\\.(Read|Upload)Plan|server\\.SelfTest)")
                .should()
                .callMethodWhere(target(owner(name("sealstead.encryption.Encryption")))
                        .and(target(nameMatching("open|resume|resumeToCommit|checkCustomerKey|checkPart"))))
                .because("whose key, as whom and of which version is said together"));
    }

    @Test
    void the_document_of_a_request_is_parsed_once() {
        check(noClasses()
                .that()
                .resideInAnyPackage("sealstead.s3.operation..", "sealstead.s3.access..", "sealstead.s3.acl..")
                .and()
                // What is kept, and a document in the field of a form.
                .haveNameNotMatching(".*\\.(PutNamedConfiguration|ListNamedConfigurations|PostObject)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(sealstead.xml.XmlReader.class)
                .because("policies, the operation and the trail read the tree of one RequestDocument"));
    }

    @Test
    void no_operation_of_the_kms_can_forget_to_ask() {
        var because =
                "the door asks what its row says, and hands over the key then; without one none is used or changed";
        check(noClasses()
                .that()
                .haveNameNotMatching("sealstead\\.kms\\.(NamedResources|EmbeddedKms|KeyNames)")
                .should()
                .callMethodWhere(target(owner(name("sealstead.kms.KeyNames"))).and(target(nameMatching("any|idOrArn"))))
                .because(because));
        check(noClasses()
                .that()
                .haveNameNotMatching("sealstead\\.kms\\.(KeyAuthorization|EmbeddedKms|KeyNames|GrantTokens|KmsKeys)")
                .should()
                .callMethodWhere(target(owner(name("sealstead.kms.KmsKeys"))).and(target(nameMatching("find"))))
                .because(because));
        check(noClasses()
                .that()
                .haveNameNotMatching(
                        "sealstead\\.kms\\.(KeyAuthorization|NamedResources|EmbeddedKms|KmsHandlers|GrantOperations)")
                .should()
                .callMethodWhere(
                        target(owner(name("sealstead.kms.KeyAuthorization"))).and(target(nameMatching("allow.*"))))
                .because(because));
    }

    @Test
    void no_operation_of_iam_sts_and_s3_control_can_forget_to_ask() {
        var because = "an operation says what it needs, which is asked before its work is done";
        check(noClasses()
                .that()
                .haveNameNotMatching(
                        "sealstead\\.query\\.Step(\\$.*)?|sealstead\\.query\\.sts\\.AssumeRole(WithWebIdentity)?")
                .should()
                .callConstructorWhere(target(owner(nameMatching("sealstead\\.query\\.Step\\$(Needs|Ask)"))))
                .because(because));
        // Nothing can forbid these: they tell callers who they are, and give them what they have.
        check(noClasses()
                .that()
                .haveNameNotMatching(
                        "sealstead\\.query\\.(sts\\.GetCallerIdentity|sts\\.GetSessionToken|iam\\.UserOperations)")
                .should()
                .callMethodWhere(
                        target(owner(name("sealstead.query.Step"))).and(target(nameMatching("needingNothing"))))
                .because(because));
        check(noClasses()
                .that()
                .haveNameNotMatching("sealstead\\.control\\.(JobAccess|AccessPointGate|BucketTags)")
                .should()
                .callConstructorWhere(target(owner(name("sealstead.control.AuthorizedResource"))))
                .because("only they ask before they open"));
        check(noClasses()
                .that()
                .resideInAnyPackage("sealstead.query..", "sealstead.control..")
                .and()
                .haveNameNotMatching("sealstead\\.query\\.(Step|QueryProtocol|sts\\.AssumeRole(WithWebIdentity)?)"
                        + "|sealstead\\.control\\.JobAccess")
                .should()
                .callMethodWhere(target(owner(name("sealstead.iam.Authorizer"))))
                .because("an action is asked for in one place"));
    }

    @Test
    void nothing_but_the_command_line_sees_the_server_room() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("sealstead.server..", "sealstead.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("sealstead.server..")
                .because("it sees all and is seen by none"));
    }

    @Test
    void nobody_knows_that_it_is_traced() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("sealstead.tracing..", "sealstead.server..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("sealstead.tracing..")
                .because("where tracing is off nothing is in the way of a request"));
    }

    @Test
    void nobody_reads_the_clock_or_the_environment_behind_our_back() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("sealstead.cli..", "sealstead.server..")
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .because("time and settings are passed in"));
    }

    @Test
    void caches_are_weighed_in_bytes() {
        check(noClasses()
                .that()
                .doNotHaveFullyQualifiedName("sealstead.store.HeapShare")
                .and()
                .doNotHaveFullyQualifiedName("sealstead.store.local.RowCache")
                .should()
                .callMethod(com.github.benmanes.caffeine.cache.Caffeine.class, "newBuilder")
                .because("one tenant's entries can be a thousand times as large as another's"));
        check(noClasses()
                .should()
                .callMethod(com.github.benmanes.caffeine.cache.Caffeine.class, "maximumSize", long.class)
                .because("a number of entries bounds no memory"));
    }

    @Test
    void jobs_go_round_what_is_damaged() {
        check(noClasses()
                .that()
                .haveNameNotMatching(
                        "sealstead\\.(custody\\.SealedStore|iam\\.(Names|Accounts)|kms\\.(KmsKeys|GrantLists)|s3\\.object\\.Objects"
                                + "|s3\\.inventory\\.InventoryList|batch\\.GeneratedManifest)(\\$.*)?")
                .should()
                .callMethodWhere(target(nameMatching("walkWhole")))
                .because("one damaged record would end a job for everybody; who tells all there is has to end"));
        check(noClasses()
                .that()
                .haveNameNotMatching(
                        "sealstead\\.(custody\\.SealedStore|kms\\.(KmsKeys|Aliases)|batch\\.BatchJobs"
                                + "|s3\\.object\\.Objects|s3\\.bucket\\.Buckets|s3\\.accesspoint\\.MultiRegionAccessPoints)(\\$.*)?")
                .should()
                .callMethod(
                        sealstead.custody.SealedStore.class,
                        "choose",
                        sealstead.store.Table.class,
                        sealstead.custody.SealedStore.Position.class,
                        java.util.Optional.class,
                        int.class,
                        sealstead.custody.SealedStore.Chooser.class)
                .because("only who answers an account's own listing may stop at damage; all others walk"));
    }

    @Test
    void secrets_print_nothing() {
        // So that no other class prints one in its own way.
        assertThat(SecretBytes.class).isFinal();
        try (var secret = SecretBytes.copyOf(new byte[] {1, 2, 3})) {
            assertThat("%s".formatted(secret)).isEqualTo("SecretBytes[3]");
        }
    }

    @Test
    void there_are_no_drawers_for_odds_and_ends() {
        for (JavaClass each : CLASSES) {
            assertThat(each.getPackageName()).doesNotMatch(".*\\.(util|utils|common|helper|impl)(\\..*)?");
            assertThat(each.getSimpleName()).doesNotMatch(".*(Manager|Helper|Utils?|Impl)");
        }
    }
}
