package sealstead.iam.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// The condition keys that a policy may speak of are those of AWS's service authorization reference for S3 and S3 on
/// directory buckets, one by one.
final class S3VocabularyTest {
    /// In the reference's spelling, one a line so that none can be cut in two.
    private static final List<String> REFERENCE = """
            s3:AccessGrantScope
            s3:AccessGrantsInstanceArn
            s3:AccessGrantsLocationScope
            s3:AccessPointNetworkOrigin
            s3:AccessPointTag/
            s3:annotation-prefix
            s3:authType
            s3:BucketTag/
            s3:DataAccessPointAccount
            s3:DataAccessPointArn
            s3:delimiter
            s3:DeliverySourceArn
            s3:DestinationRegion
            s3:ExistingJobOperation
            s3:ExistingJobPriority
            s3:ExistingObjectTag/
            s3:if-match
            s3:if-none-match
            s3:InventoryAccessibleOptionalFields
            s3:isReplicationPauseRequest
            s3:JobSuspendedCause
            s3:locationconstraint
            s3:LogType
            s3:max-annotation-results
            s3:max-keys
            s3:object-lock-event-hold
            s3:object-lock-event-hold-duration-days
            s3:object-lock-legal-hold
            s3:object-lock-mode
            s3:object-lock-remaining-retention-days
            s3:object-lock-retain-until-date
            s3:ObjectCreationOperation
            s3:prefix
            s3:RequestJobOperation
            s3:RequestJobPriority
            s3:RequestObjectTag/
            s3:RequestObjectTagKeys
            s3:ResourceAccount
            s3:resourceArnBeingAuthorized
            s3:signatureAge
            s3:signatureversion
            s3:TlsVersion
            s3:VersionId
            s3:x-amz-acl
            s3:x-amz-bucket-namespace
            s3:x-amz-content-sha256
            s3:x-amz-copy-source
            s3:x-amz-grant-full-control
            s3:x-amz-grant-read
            s3:x-amz-grant-read-acp
            s3:x-amz-grant-write
            s3:x-amz-grant-write-acp
            s3:x-amz-metadata-directive
            s3:x-amz-object-annotation-directive
            s3:x-amz-object-if-match
            s3:x-amz-object-ownership
            s3:x-amz-server-side-encryption
            s3:x-amz-server-side-encryption-aws-kms-key-id
            s3:x-amz-server-side-encryption-customer-algorithm
            s3:x-amz-storage-class
            s3:x-amz-website-redirect-location
            s3express:AccessPointNetworkOrigin
            s3express:AccessPointTag/
            s3express:AllAccessRestrictedToLocalZoneGroup
            s3express:authType
            s3express:BucketTag/
            s3express:DataAccessPointAccount
            s3express:DataAccessPointArn
            s3express:InventoryAccessibleOptionalFields
            s3express:LocationName
            s3express:Permissions
            s3express:ResourceAccount
            s3express:SessionMode
            s3express:signatureAge
            s3express:signatureversion
            s3express:TlsVersion
            s3express:x-amz-content-sha256
            s3express:x-amz-server-side-encryption
            s3express:x-amz-server-side-encryption-aws-kms-key-id
            """.lines().toList();

    @Test
    void every_key_of_the_reference_is_known_and_nothing_else_is() {
        var expected = new ArrayList<String>();
        REFERENCE.forEach(key -> expected.add(key.toLowerCase(Locale.ROOT)));
        assertThat(S3Vocabulary.keys()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void the_halves_of_a_key_are_none() {
        for (var half :
                new String[] {"s3:if-", "match", "s3:x-amz-grant-", "read", "directive", "s3:x-amz-metadata-"}) {
            assertThat(S3Vocabulary.knowsKey(half)).as(half).isFalse();
        }
    }

    @Test
    void a_key_with_a_tag_needs_the_tag() {
        assertThat(S3Vocabulary.knowsKey("s3:existingobjecttag/Team")).isTrue();
        assertThat(S3Vocabulary.knowsKey("s3:existingobjecttag/")).isFalse();
        assertThat(S3Vocabulary.knowsKey("s3:existingobjecttag")).isFalse();
    }
}
