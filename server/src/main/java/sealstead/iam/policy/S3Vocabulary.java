package sealstead.iam.policy;

import java.util.List;
import java.util.Set;

/// The actions and condition keys that a bucket policy may speak of, in lower case, from AWS's service authorization
/// reference.
final class S3Vocabulary {
    /// Actions on buckets.
    static final Set<String> BUCKET_ACTIONS = words("""
            s3:allowvendedlogdeliveryforresource s3:createbucket s3:createbucketmetadatatableconfiguration
            s3:deletebucket s3:deletebucketmetadatatableconfiguration s3:deletebucketpolicy
            s3:deletebucketwebsite s3:getaccelerateconfiguration s3:getanalyticsconfiguration s3:getbucketabac
            s3:getbucketacl s3:getbucketcors s3:getbucketlocation s3:getbucketlogging
            s3:getbucketmetadatatableconfiguration s3:getbucketnotification s3:getbucketobjectlockconfiguration
            s3:getbucketownershipcontrols s3:getbucketpolicy s3:getbucketpolicystatus
            s3:getbucketpublicaccessblock s3:getbucketrequestpayment s3:getbuckettagging s3:getbucketversioning
            s3:getbucketwebsite s3:getencryptionconfiguration s3:getintelligenttieringconfiguration
            s3:getinventoryconfiguration s3:getlifecycleconfiguration s3:getmetricsconfiguration
            s3:getreplicationconfiguration s3:listbucket s3:listbucketmultipartuploads s3:listbucketversions
            s3:listtagsforresource s3:pausereplication s3:putaccelerateconfiguration
            s3:putanalyticsconfiguration s3:putbucketabac s3:putbucketacl s3:putbucketcors s3:putbucketlogging
            s3:putbucketnotification s3:putbucketobjectlockconfiguration s3:putbucketownershipcontrols
            s3:putbucketpolicy s3:putbucketpublicaccessblock s3:putbucketrequestpayment s3:putbuckettagging
            s3:putbucketversioning s3:putbucketwebsite s3:putencryptionconfiguration
            s3:putintelligenttieringconfiguration s3:putinventoryconfiguration s3:putlifecycleconfiguration
            s3:putmetricsconfiguration s3:putreplicationconfiguration s3:tagresource s3:untagresource
            s3:updatebucketmetadataannotationtableconfiguration
            s3:updatebucketmetadatainventorytableconfiguration s3:updatebucketmetadatajournaltableconfiguration
            s3express:createbucket s3express:createsession s3express:deletebucket s3express:deletebucketpolicy
            s3express:getbucketpolicy s3express:getencryptionconfiguration s3express:getinventoryconfiguration
            s3express:getlifecycleconfiguration s3express:getmetricsconfiguration s3express:listtagsforresource
            s3express:putbucketpolicy s3express:putencryptionconfiguration s3express:putinventoryconfiguration
            s3express:putlifecycleconfiguration s3express:putmetricsconfiguration s3express:tagresource
            s3express:untagresource
            """);

    /// Actions on objects.
    static final Set<String> OBJECT_ACTIONS = words("""
            s3:abortmultipartupload s3:bypassgovernanceretention s3:deleteobject s3:deleteobjectannotation
            s3:deleteobjecttagging s3:deleteobjectversion s3:deleteobjectversionannotation
            s3:deleteobjectversiontagging s3:getobject s3:getobjectacl s3:getobjectannotation
            s3:getobjectattributes s3:getobjectlegalhold s3:getobjectretention s3:getobjecttagging
            s3:getobjecttorrent s3:getobjectversion s3:getobjectversionacl s3:getobjectversionannotation
            s3:getobjectversionannotationforreplication s3:getobjectversionattributes
            s3:getobjectversionforreplication s3:getobjectversiontagging s3:getobjectversiontorrent
            s3:initiatereplication s3:listmultipartuploadparts s3:listobjectannotations
            s3:listobjectversionannotations s3:objectowneroverridetobucketowner s3:putobject s3:putobjectacl
            s3:putobjectannotation s3:putobjectlegalhold s3:putobjectretention s3:putobjecttagging
            s3:putobjectversionacl s3:putobjectversionannotation s3:putobjectversiontagging s3:replicatedelete
            s3:replicateobject s3:replicateobjectannotation s3:replicatetags s3:restoreobject
            s3:updateobjectencryption
            """);

    /// Actions on neither, which exist and yet have no place in a bucket policy.
    private static final Set<String> OTHER_ACTIONS = words("""
            s3:associateaccessgrantsidentitycenter s3:createaccessgrant s3:createaccessgrantsinstance
            s3:createaccessgrantslocation s3:createaccesspoint s3:createaccesspointforobjectlambda s3:createjob
            s3:createmultiregionaccesspoint s3:createstoragelensgroup s3:deleteaccessgrant
            s3:deleteaccessgrantsinstance s3:deleteaccessgrantsinstanceresourcepolicy
            s3:deleteaccessgrantslocation s3:deleteaccesspoint s3:deleteaccesspointforobjectlambda
            s3:deleteaccesspointpolicy s3:deleteaccesspointpolicyforobjectlambda s3:deletejobtagging
            s3:deletemultiregionaccesspoint s3:deletestoragelensconfiguration
            s3:deletestoragelensconfigurationtagging s3:deletestoragelensgroup s3:describejob
            s3:describemultiregionaccesspointoperation s3:dissociateaccessgrantsidentitycenter s3:getaccessgrant
            s3:getaccessgrantsinstance s3:getaccessgrantsinstanceforprefix
            s3:getaccessgrantsinstanceresourcepolicy s3:getaccessgrantslocation s3:getaccesspoint
            s3:getaccesspointconfigurationforobjectlambda s3:getaccesspointforobjectlambda
            s3:getaccesspointpolicy s3:getaccesspointpolicyforobjectlambda s3:getaccesspointpolicystatus
            s3:getaccesspointpolicystatusforobjectlambda s3:getaccountpublicaccessblock s3:getdataaccess
            s3:getjobtagging s3:getmultiregionaccesspoint s3:getmultiregionaccesspointpolicy
            s3:getmultiregionaccesspointpolicystatus s3:getmultiregionaccesspointroutes
            s3:getstoragelensconfiguration s3:getstoragelensconfigurationtagging s3:getstoragelensdashboard
            s3:getstoragelensgroup s3:listaccessgrants s3:listaccessgrantsinstances s3:listaccessgrantslocations
            s3:listaccesspoints s3:listaccesspointsforobjectlambda s3:listallmybuckets s3:listcalleraccessgrants
            s3:listjobs s3:listmultiregionaccesspoints s3:liststoragelensconfigurations s3:liststoragelensgroups
            s3:putaccessgrantsinstanceresourcepolicy s3:putaccesspointconfigurationforobjectlambda
            s3:putaccesspointpolicy s3:putaccesspointpolicyforobjectlambda s3:putaccesspointpublicaccessblock
            s3:putaccountpublicaccessblock s3:putjobtagging s3:putmultiregionaccesspointpolicy
            s3:putstoragelensconfiguration s3:putstoragelensconfigurationtagging
            s3:submitmultiregionaccesspointroutes s3:updateaccessgrantslocation s3:updatejobpriority
            s3:updatejobstatus s3:updatestoragelensgroup s3express:createaccesspoint s3express:deleteaccesspoint
            s3express:deleteaccesspointpolicy s3express:deleteaccesspointscope s3express:getaccesspoint
            s3express:getaccesspointpolicy s3express:getaccesspointscope
            s3express:listaccesspointsfordirectorybuckets s3express:listallmydirectorybuckets
            s3express:putaccesspointpolicy s3express:putaccesspointscope
            """);

    /// Condition keys of S3; those that end in a slash are followed by the key of a tag.
    private static final Set<String> KEYS = words("""
            s3:accessgrantscope s3:accessgrantsinstancearn s3:accessgrantslocationscope
            s3:accesspointnetworkorigin s3:accesspointtag/ s3:annotation-prefix s3:authtype s3:buckettag/
            s3:dataaccesspointaccount s3:dataaccesspointarn s3:delimiter s3:deliverysourcearn
            s3:destinationregion s3:existingjoboperation s3:existingjobpriority s3:existingobjecttag/ s3:if-match
            s3:if-none-match s3:inventoryaccessibleoptionalfields s3:isreplicationpauserequest
            s3:jobsuspendedcause s3:locationconstraint s3:logtype s3:max-annotation-results s3:max-keys
            s3:object-lock-event-hold s3:object-lock-event-hold-duration-days s3:object-lock-legal-hold
            s3:object-lock-mode s3:object-lock-remaining-retention-days s3:object-lock-retain-until-date
            s3:objectcreationoperation s3:prefix s3:requestjoboperation s3:requestjobpriority
            s3:requestobjecttag/ s3:requestobjecttagkeys s3:resourceaccount s3:resourcearnbeingauthorized
            s3:signatureage s3:signatureversion s3:tlsversion s3:versionid s3:x-amz-acl s3:x-amz-bucket-namespace
            s3:x-amz-content-sha256 s3:x-amz-copy-source s3:x-amz-grant-full-control s3:x-amz-grant-read
            s3:x-amz-grant-read-acp s3:x-amz-grant-write s3:x-amz-grant-write-acp s3:x-amz-metadata-directive
            s3:x-amz-object-annotation-directive s3:x-amz-object-if-match s3:x-amz-object-ownership
            s3:x-amz-server-side-encryption s3:x-amz-server-side-encryption-aws-kms-key-id
            s3:x-amz-server-side-encryption-customer-algorithm s3:x-amz-storage-class s3:x-amz-website-redirect-location
            s3express:accesspointnetworkorigin s3express:accesspointtag/
            s3express:allaccessrestrictedtolocalzonegroup s3express:authtype s3express:buckettag/
            s3express:dataaccesspointaccount s3express:dataaccesspointarn
            s3express:inventoryaccessibleoptionalfields s3express:locationname s3express:permissions
            s3express:resourceaccount s3express:sessionmode s3express:signatureage s3express:signatureversion
            s3express:tlsversion s3express:x-amz-content-sha256 s3express:x-amz-server-side-encryption
            s3express:x-amz-server-side-encryption-aws-kms-key-id
            """);

    /// Condition keys of AWS as a whole; likewise.
    private static final Set<String> GLOBAL_KEYS = words("""
            aws:calledvia aws:calledviafirst aws:calledvialast aws:chatbotsourcearn aws:currenttime
            aws:ec2instancesourceprivateipv4 aws:ec2instancesourcevpc aws:epochtime aws:federatedprovider
            aws:isarbitraryawsserviceprincipal aws:multifactorauthage aws:multifactorauthpresent
            aws:principalaccount aws:principalarn aws:principalisawsservice aws:principalorgid
            aws:principalorgpaths aws:principalservicename aws:principalservicenameslist aws:principaltag/
            aws:principaltype aws:referer aws:requestedregion aws:requesttag/ aws:resourceaccount
            aws:resourceorgid aws:resourceorgpaths aws:resourcetag/ aws:securetransport aws:signinsessionarn
            aws:sourceaccount aws:sourcearn aws:sourceidentity aws:sourceip aws:sourceorgid
            aws:sourceorgpaths aws:sourceowner aws:sourcevpc aws:sourcevpcarn aws:sourcevpce aws:tagkeys
            aws:tokenissuetime aws:useragent aws:userid aws:username aws:viaawsservice aws:viaawsmcpservice
            aws:vpceaccount aws:vpceorgid aws:vpceorgpaths aws:vpcsourceip
            """);

    private S3Vocabulary() {}

    private static Set<String> words(String text) {
        return Set.copyOf(List.of(text.strip().split("\\s+")));
    }

    /// The condition keys of S3 and of directory buckets.
    static Set<String> keys() {
        return KEYS;
    }

    static boolean knowsAction(Glob pattern) {
        return matchesAny(pattern, BUCKET_ACTIONS)
                || matchesAny(pattern, OBJECT_ACTIONS)
                || matchesAny(pattern, OTHER_ACTIONS);
    }

    static boolean matchesAny(Glob pattern, Set<String> actions) {
        return pattern.hasWildcard() ? actions.stream().anyMatch(pattern::matches) : actions.contains(pattern.text());
    }

    /// Whether a key in lower case exists for S3. Keys of identity providers have the provider's host name in front.
    static boolean knowsKey(String key) {
        int slash = key.indexOf('/');
        var name = slash < 0 ? key : slash == key.length() - 1 ? "" : key.substring(0, slash + 1);
        int colon = key.indexOf(':');
        var vendor = colon < 0 ? "" : key.substring(0, colon);
        return KEYS.contains(name)
                || GLOBAL_KEYS.contains(name)
                || vendor.indexOf('.') >= 0
                || vendor.equals("saml")
                || vendor.equals("sts");
    }
}
