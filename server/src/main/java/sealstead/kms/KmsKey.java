package sealstead.kms;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import sealstead.iam.policy.Grant;
import sealstead.time.WitnessedTime;

/// A key as its record keeps it.
///
/// @param deletion when it is gone for ever, if that is scheduled
/// @param awsManaged whether it is `aws/s3`, which nobody may change
/// @param rotationDays the period of the automatic rotation, 0 if there is none
/// @param rotationFrom when the running period began
/// @param materials oldest first; the last one seals
record KmsKey(
        String account,
        String region,
        String id,
        Instant created,
        String description,
        boolean enabled,
        Deletion deletion,
        boolean awsManaged,
        String policy,
        int rotationDays,
        Instant rotationFrom,
        Map<String, String> tags,
        List<KeyMaterial> materials,
        List<KeyGrant> grants) {

    KmsKey {
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
        materials = List.copyOf(materials);
        grants = List.copyOf(grants);
    }

    String arn() {
        return arn(region, account, id);
    }

    static String arn(String region, String account, String id) {
        return "arn:aws:kms:" + region + ":" + account + ":key/" + id;
    }

    /// A scheduled deletion. A date alone is a clock's word, and a clock can be wrong; what it ends cannot be
    /// brought back. So a day must also have been counted since by servers that ran.
    ///
    /// @param at when the window is over
    /// @param days the window that was asked for
    /// @param running how long servers had run on this store when it was scheduled
    record Deletion(Instant at, int days, Duration running) {
        static final Deletion NONE = new Deletion(Instant.EPOCH, 0, Duration.ZERO);
        static final Duration MIN_RUNNING = Duration.ofDays(1);
    }

    boolean isPendingDeletion() {
        return !deletion.at().equals(Instant.EPOCH);
    }

    /// Whether the window is over: from then on the key does not exist, whether it was destroyed yet or not.
    boolean isGone(WitnessedTime time) {
        return isPendingDeletion()
                && !time.passed().isBefore(deletion.at())
                && time.running().minus(deletion.running()).compareTo(Deletion.MIN_RUNNING) >= 0;
    }

    String state() {
        if (isPendingDeletion()) {
            return "PendingDeletion";
        }
        return enabled ? "Enabled" : "Disabled";
    }

    KeyMaterial current() {
        return materials.getLast();
    }

    Instant nextRotation() {
        return rotationFrom.plus(Duration.ofDays(rotationDays));
    }

    boolean isRotationDue(Instant now) {
        return rotationDays > 0 && enabled && !isPendingDeletion() && !now.isBefore(nextRotation());
    }

    long onDemandRotations() {
        return materials.stream()
                .filter(material -> material.origin() == KeyMaterial.Origin.ON_DEMAND)
                .count();
    }

    KmsKey withEnabled(boolean now) {
        return new KmsKey(
                account,
                region,
                id,
                created,
                description,
                now,
                deletion,
                awsManaged,
                policy,
                rotationDays,
                rotationFrom,
                tags,
                materials,
                grants);
    }

    KmsKey withDescription(String text) {
        return new KmsKey(
                account,
                region,
                id,
                created,
                text,
                enabled,
                deletion,
                awsManaged,
                policy,
                rotationDays,
                rotationFrom,
                tags,
                materials,
                grants);
    }

    KmsKey withDeletion(Deletion scheduled) {
        return new KmsKey(
                account,
                region,
                id,
                created,
                description,
                false,
                scheduled,
                awsManaged,
                policy,
                rotationDays,
                rotationFrom,
                tags,
                materials,
                grants);
    }

    KmsKey withPolicy(String document) {
        return new KmsKey(
                account,
                region,
                id,
                created,
                description,
                enabled,
                deletion,
                awsManaged,
                document,
                rotationDays,
                rotationFrom,
                tags,
                materials,
                grants);
    }

    KmsKey withRotation(int days, Instant from) {
        return new KmsKey(
                account,
                region,
                id,
                created,
                description,
                enabled,
                deletion,
                awsManaged,
                policy,
                days,
                from,
                tags,
                materials,
                grants);
    }

    KmsKey withTags(Map<String, String> changed) {
        return new KmsKey(
                account,
                region,
                id,
                created,
                description,
                enabled,
                deletion,
                awsManaged,
                policy,
                rotationDays,
                rotationFrom,
                changed,
                materials,
                grants);
    }

    KmsKey withGrants(List<KeyGrant> changed) {
        return new KmsKey(
                account,
                region,
                id,
                created,
                description,
                enabled,
                deletion,
                awsManaged,
                policy,
                rotationDays,
                rotationFrom,
                tags,
                materials,
                changed);
    }

    /// The grants as the policy engine sees them.
    List<Grant> grantsInForce() {
        return grants.isEmpty()
                ? List.of()
                : grants.stream().map(KeyGrant::inForce).toList();
    }

    KmsKey plus(KeyMaterial material) {
        var all = new java.util.ArrayList<>(materials);
        all.add(material);
        return withMaterials(all);
    }

    /// The same key without the bytes of one of its versions.
    KmsKey retiring(String materialId, Instant when) {
        return withMaterials(materials.stream()
                .map(material -> material.id().equals(materialId) ? material.retiredAt(when) : material)
                .toList());
    }

    KmsKey withMaterials(List<KeyMaterial> all) {
        return new KmsKey(
                account,
                region,
                id,
                created,
                description,
                enabled,
                deletion,
                awsManaged,
                policy,
                rotationDays,
                rotationFrom,
                tags,
                all,
                grants);
    }
}
