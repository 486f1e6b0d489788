/// Multi-Region Access Points: one name for buckets in several regions of this server.
@NullMarked
package sealstead.s3.accesspoint;

import org.jspecify.annotations.NullMarked;
