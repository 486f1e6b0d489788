package sealstead.control;

import java.time.Clock;
import java.util.Map;
import sealstead.custody.PageTokens;
import sealstead.iam.KnownPrincipals;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.accesspoint.MultiRegionAccessPoints;
import sealstead.s3.bucket.Buckets;

/// The operations on Multi-Region Access Points.
public final class AccessPointControl {
    private final MultiRegionAccessPoints points;
    private final Buckets buckets;
    private final AccessPointGate gate;
    private final KnownPrincipals principals;
    private final PageTokens pageTokens;
    private final Clock clock;

    public AccessPointControl(
            MultiRegionAccessPoints points,
            Buckets buckets,
            BucketAccess access,
            KnownPrincipals principals,
            PageTokens pageTokens,
            Clock clock) {
        this.points = points;
        this.buckets = buckets;
        this.gate = new AccessPointGate(points, access);
        this.principals = principals;
        this.pageTokens = pageTokens;
        this.clock = clock;
    }

    void addTo(Map<ControlOperation, ControlAction> actions) {
        actions.put(
                ControlOperation.CREATE_MULTI_REGION_ACCESS_POINT,
                new CreateMultiRegionAccessPoint(gate, points, buckets, clock));
        actions.put(
                ControlOperation.DELETE_MULTI_REGION_ACCESS_POINT,
                new DeleteMultiRegionAccessPoint(gate, points, clock));
        actions.put(
                ControlOperation.PUT_MULTI_REGION_ACCESS_POINT_POLICY,
                new PutMultiRegionAccessPointPolicy(gate, points, principals, clock));
        actions.put(
                ControlOperation.DESCRIBE_MULTI_REGION_ACCESS_POINT_OPERATION,
                new DescribeMultiRegionAccessPointOperation(gate, points, principals));
        actions.put(ControlOperation.GET_MULTI_REGION_ACCESS_POINT, new GetMultiRegionAccessPoint(gate));
        actions.put(
                ControlOperation.LIST_MULTI_REGION_ACCESS_POINTS,
                new ListMultiRegionAccessPoints(gate, points, pageTokens));
        actions.put(
                ControlOperation.GET_MULTI_REGION_ACCESS_POINT_POLICY,
                new GetMultiRegionAccessPointPolicy(gate, principals));
        actions.put(
                ControlOperation.GET_MULTI_REGION_ACCESS_POINT_POLICY_STATUS,
                new GetMultiRegionAccessPointPolicyStatus(gate));
        actions.put(ControlOperation.GET_MULTI_REGION_ACCESS_POINT_ROUTES, new GetMultiRegionAccessPointRoutes(gate));
        actions.put(
                ControlOperation.SUBMIT_MULTI_REGION_ACCESS_POINT_ROUTES,
                new SubmitMultiRegionAccessPointRoutes(gate, points));
    }
}
