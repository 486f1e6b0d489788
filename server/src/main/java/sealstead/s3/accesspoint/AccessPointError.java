package sealstead.s3.accesspoint;

import sealstead.wire.ErrorRow;

/// What is refused about Multi-Region Access Points and nothing else.
public enum AccessPointError implements ErrorRow {
    NO_SUCH_ACCESS_POINT(
            404, "NoSuchMultiRegionAccessPoint", "The specified Multi-Region Access Point does not exist."),
    NO_SUCH_REQUEST(404, "NoSuchAsyncRequest", "The specified request was not found."),
    ALREADY_OWNED(
            409,
            "MultiRegionAccessPointAlreadyOwnedByYou",
            "You already have a Multi-Region Access Point with the same name."),
    TOO_MANY(400, "TooManyMultiRegionAccessPoints", "You have attempted to create more than the allowed number."),
    TOO_MANY_REGIONS(
            400,
            "TooManyMultiRegionAccessPointregionsError",
            "The number of Regions for the Multi-Region Access Point exceeds the limit."),
    SAME_REGION(
            400,
            "MultiRegionAccessPointSameBucketRegion",
            "Cannot add buckets in the same Region to a Multi-Region Access Point.");

    private final Columns columns;

    AccessPointError(int status, String code, String message) {
        this.columns = new Columns(status, code, message);
    }

    @Override
    public Columns columns() {
        return columns;
    }
}
