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
/// @param materials oldest first; the last one seals
record KmsKey(Origin origin, Settings settings, Rotation rotation, List<KeyMaterial> materials, List<KeyGrant> grants) {

    KmsKey {
        materials = List.copyOf(materials);
        grants = List.copyOf(grants);
    }

    /// What a key is made with and stays.
    ///
    /// @param awsManaged whether it is `aws/s3`, which nobody may change
    record Origin(String account, String region, String id, Instant created, boolean awsManaged) {}

    /// What its administrators set.
    ///
    /// @param deletion when it is gone for ever, if that is scheduled
    record Settings(String description, boolean enabled, Deletion deletion, String policy, Map<String, String> tags) {
        Settings {
            tags = Collections.unmodifiableMap(new TreeMap<>(tags));
        }

        private Settings(Settings kept, boolean enabled, Deletion deletion) {
            this(kept.description, enabled, deletion, kept.policy, kept.tags);
        }
    }

    /// The automatic rotation.
    ///
    /// @param days its period, 0 if there is none
    /// @param from when the running period began
    record Rotation(int days, Instant from) {}

    String account() {
        return origin.account();
    }

    String region() {
        return origin.region();
    }

    String id() {
        return origin.id();
    }

    Instant created() {
        return origin.created();
    }

    boolean awsManaged() {
        return origin.awsManaged();
    }

    String description() {
        return settings.description();
    }

    boolean enabled() {
        return settings.enabled();
    }

    Deletion deletion() {
        return settings.deletion();
    }

    String policy() {
        return settings.policy();
    }

    Map<String, String> tags() {
        return settings.tags();
    }

    String arn() {
        return arn(region(), account(), id());
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
        return !deletion().at().equals(Instant.EPOCH);
    }

    /// Whether the window is over: from then on the key does not exist, whether it was destroyed yet or not.
    boolean isGone(WitnessedTime time) {
        return isPendingDeletion()
                && !time.passed().isBefore(deletion().at())
                && time.running().minus(deletion().running()).compareTo(Deletion.MIN_RUNNING) >= 0;
    }

    String state() {
        if (isPendingDeletion()) {
            return "PendingDeletion";
        }
        return enabled() ? "Enabled" : "Disabled";
    }

    KeyMaterial current() {
        return materials.getLast();
    }

    Instant nextRotation() {
        return rotation.from().plus(Duration.ofDays(rotation.days()));
    }

    boolean isRotationDue(Instant now) {
        return rotation.days() > 0 && enabled() && !isPendingDeletion() && !now.isBefore(nextRotation());
    }

    long onDemandRotations() {
        return materials.stream()
                .filter(material -> material.origin() == KeyMaterial.Origin.ON_DEMAND)
                .count();
    }

    KmsKey withEnabled(boolean now) {
        return with(new Settings(settings, now, deletion()));
    }

    KmsKey withDeletion(Deletion scheduled) {
        return with(new Settings(settings, false, scheduled));
    }

    KmsKey withDescription(String text) {
        return with(new Settings(text, enabled(), deletion(), policy(), tags()));
    }

    KmsKey withPolicy(String document) {
        return with(new Settings(description(), enabled(), deletion(), document, tags()));
    }

    KmsKey withTags(Map<String, String> changed) {
        return with(new Settings(description(), enabled(), deletion(), policy(), changed));
    }

    private KmsKey with(Settings changed) {
        return new KmsKey(origin, changed, rotation, materials, grants);
    }

    KmsKey withRotation(int days, Instant from) {
        return new KmsKey(origin, settings, new Rotation(days, from), materials, grants);
    }

    KmsKey withGrants(List<KeyGrant> changed) {
        return new KmsKey(origin, settings, rotation, materials, changed);
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
        return new KmsKey(origin, settings, rotation, all, grants);
    }
}
