package sealstead.query;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sealstead.iam.Authorizer;
import sealstead.iam.policy.Decision;
import sealstead.iam.policy.Question;
import sealstead.xml.XmlWriter;

/// What comes next of a call: something that the caller must be allowed, or, when all of it is, the work.
public sealed interface Step {
    /// What follows only if the caller is allowed everything that the call needs.
    ///
    /// @param needs asked in this order
    record Ask(List<Need> needs, Next then) implements Step {
        public Ask {
            needs = List.copyOf(needs);
        }
    }

    /// What is done when nothing is left to ask.
    ///
    /// @param hasResult whether the reply has a result element
    record Work(boolean hasResult, Writing writing) implements Step {
        public static Work replying(Writing writing) {
            return new Work(true, writing);
        }

        public static Work silent(Doing doing) {
            return new Work(false, out -> doing.perform());
        }
    }

    /// Refuses who may not.
    @FunctionalInterface
    interface Need {
        void check(Authorizer authorizer) throws IOException;
    }

    /// Finds out what comes then.
    @FunctionalInterface
    interface Next {
        Step next() throws IOException;
    }

    /// Does what was asked, and writes what stands inside the result element.
    @FunctionalInterface
    interface Writing {
        void write(XmlWriter out) throws IOException;
    }

    /// Does what was asked where the reply says nothing of it.
    @FunctionalInterface
    interface Doing {
        void perform() throws IOException;
    }

    /// Needs one after the other, about to be followed by something.
    record Needs(List<Need> needs) {
        public Needs {
            needs = List.copyOf(needs);
        }

        public Ask reply(Writing writing) {
            return then(() -> Work.replying(writing));
        }

        public Ask silently(Doing doing) {
            return then(() -> Work.silent(doing));
        }

        public Ask then(Next next) {
            return new Ask(needs, next);
        }
    }

    /// The call's own action on `resource`.
    ///
    /// @param resource an ARN, or `*`
    static Needs needing(Call call, String resource, OperationConditions conditions) {
        return new Needs(List.of(need(call, call.action(), resource, conditions)));
    }

    /// The same for what is born with tags, which needs another action for them.
    ///
    /// @param tagging that action
    static Needs needingTags(
            Call call, String tagging, String resource, Map<String, String> tags, OperationConditions conditions) {
        conditions.requestTags(tags);
        var own = need(call, call.action(), resource, conditions);
        return new Needs(tags.isEmpty() ? List.of(own) : List.of(own, need(call, tagging, resource, conditions)));
    }

    /// For the few calls that nothing can forbid; `ArchitectureTest` names them.
    static Needs needingNothing() {
        return new Needs(List.of());
    }

    /// `action` by the caller's own policies.
    static Need need(Call call, String action, String resource, OperationConditions own) {
        return authorizer -> {
            var conditions = own.over(call.context());
            var decision =
                    authorizer.decide(call.context(), action, resource, call.account(), conditions, Optional.empty());
            if (decision instanceof Decision.Deny denied) {
                var question = new Question(call.caller().principal(), action, resource, call.account(), conditions);
                // IAM and STS put no quotation marks around the resource.
                throw QueryError.ACCESS_DENIED.saying(
                        denied.message(question).replace("\"" + resource + "\"", resource));
            }
        };
    }
}
