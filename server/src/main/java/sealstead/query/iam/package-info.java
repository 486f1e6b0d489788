/// The operations of IAM: users, groups, roles, policies and what they may do.
@NullMarked
package sealstead.query.iam;

import org.jspecify.annotations.NullMarked;
