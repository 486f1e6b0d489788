package sealstead.auth.oidc;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;

/// Which addresses belong to the public Internet. Everything else may be somebody's inside (RFC 6890).
final class PublicAddress {
    private PublicAddress() {}

    static boolean is(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        return switch (address) {
            case Inet4Address four -> isPublic(four.getAddress(), 0);
            case Inet6Address six -> isPublicSix(six.getAddress());
            default -> false;
        };
    }

    private static boolean isPublic(byte[] bytes, int at) {
        int first = bytes[at] & 0xFF;
        int second = bytes[at + 1] & 0xFF;
        int third = bytes[at + 2] & 0xFF;
        boolean reserved = first == 0
                || first == 10
                || first == 127
                || first >= 224
                || (first == 100 && second >= 64 && second < 128)
                || (first == 169 && second == 254)
                || (first == 172 && second >= 16 && second < 32)
                || (first == 192 && second == 168)
                || (first == 192 && second == 0 && (third == 0 || third == 2))
                || (first == 192 && second == 88 && third == 99)
                || (first == 198 && (second == 18 || second == 19))
                || (first == 198 && second == 51 && third == 100)
                || (first == 203 && second == 0 && third == 113);
        return !reserved;
    }

    /// Only global unicast (2000::/3) without the parts that stand for IPv4 addresses or are set aside; an IPv4 address
    /// in IPv6 dress is judged as what it is.
    private static boolean isPublicSix(byte[] bytes) {
        int first = bytes[0] & 0xFF;
        int second = bytes[1] & 0xFF;
        int third = bytes[2] & 0xFF;
        if (first == 0 && second == 0x64 && third == 0xFF && (bytes[3] & 0xFF) == 0x9B) {
            return isPublic(bytes, 12);
        }
        if (first == 0x20 && second == 0x02) {
            return isPublic(bytes, 2);
        }
        boolean setAside =
                first == 0x20 && second == 0x01 && (third < 2 || (third == 0x0D && (bytes[3] & 0xFF) == 0xB8));
        return (first & 0xE0) == 0x20 && !setAside;
    }
}
