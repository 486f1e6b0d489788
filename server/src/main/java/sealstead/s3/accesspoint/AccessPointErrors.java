package sealstead.s3.accesspoint;

import sealstead.wire.Refusal;

/// What is refused about Multi-Region Access Points and nothing else.
public final class AccessPointErrors {
    private AccessPointErrors() {}

    public static Refusal noSuchAccessPoint() {
        return new Refusal(
                404, "NoSuchMultiRegionAccessPoint", "The specified Multi-Region Access Point does not exist.");
    }

    public static Refusal noSuchRequest() {
        return new Refusal(404, "NoSuchAsyncRequest", "The specified request was not found.");
    }

    static Refusal alreadyOwned() {
        return new Refusal(
                409,
                "MultiRegionAccessPointAlreadyOwnedByYou",
                "You already have a Multi-Region Access Point with the same name.");
    }

    static Refusal tooMany() {
        return new Refusal(
                400, "TooManyMultiRegionAccessPoints", "You have attempted to create more than the allowed number.");
    }

    public static Refusal tooManyRegions() {
        return new Refusal(
                400,
                "TooManyMultiRegionAccessPointregionsError",
                "The number of Regions for the Multi-Region Access Point exceeds the limit.");
    }

    public static Refusal sameRegion(String region) {
        return new Refusal(
                        400,
                        "MultiRegionAccessPointSameBucketRegion",
                        "Cannot add buckets in the same Region to a Multi-Region Access Point.")
                .with("Region", region);
    }
}
