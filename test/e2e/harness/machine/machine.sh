# Sourced by on-machine.sh in fresh namespaces: makes the network of a small cluster.
#   10.0.0.0/16     the machine itself; each server outside of the cluster can have its own address
#   10.0.0.10       the node, and the API server; network policies do not apply to it, as to a kubelet
#   203.0.113.0/24  the machine as well: servers that stand for the public Internet
#   10.96.0.0/16    Services, which kube-proxy translates
#   10.244.0.0/16   pods, each with a link of its own (pod-network.ts); those of 10.244.255.0/24 are servers of the tests,
#                   on the machine itself: 53 is the DNS, 80 Knative's ingress
#   169.254.169.254 what gives out the credentials of a cloud
ip link set lo up
ip addr add 10.0.0.10/32 dev lo
ip addr add 10.244.255.53/32 dev lo
ip addr add 10.244.255.80/32 dev lo
ip addr add 169.254.169.254/32 dev lo
ip route add local 10.0.0.0/16 dev lo
ip route add local 203.0.113.0/24 dev lo
# Without a source, the machine's own calls would come from the address of the Service.
ip route add local 10.96.0.0/16 dev lo src 10.0.0.10
sysctl -qw net.ipv4.ip_forward=1

# The first packet of each connection from or to a pod waits for a verdict of kube-network-policies.
# There is no bypass: without the engine nothing gets through.
enforce_network_policies() {
  iptables -w -N POLICIES &&
    iptables -w -A POLICIES -m conntrack --ctstate ESTABLISHED,RELATED -j RETURN &&
    iptables -w -A POLICIES -s 10.0.0.10 -j RETURN &&
    iptables -w -A POLICIES -p tcp -j NFQUEUE --queue-num 100 &&
    iptables -w -A POLICIES -p udp -j NFQUEUE --queue-num 100 &&
    iptables -w -A FORWARD -j POLICIES &&
    iptables -w -A INPUT -s 10.244.0.0/16 -j POLICIES &&
    iptables -w -A OUTPUT -d 10.244.0.0/16 -j POLICIES
}
if [ "${E2E_NETWORK_POLICIES:-}" = ignore ]; then
  echo 'Network policies are NOT enforced in this run: E2E_NETWORK_POLICIES=ignore' >&2
elif ! enforce_network_policies; then
  echo 'This kernel cannot enforce network policies: it lacks iptables with conntrack or NFQUEUE.' >&2
  echo 'To run without them, and without the tests of them: E2E_NETWORK_POLICIES=ignore' >&2
  exit 1
fi

# Networks of pods have names here; they are nobody else's business.
mkdir -p /run/netns
mount -t tmpfs tmpfs /run/netns
echo 'nameserver 10.96.0.10' >/run/netns/resolv.conf
mount --bind /run/netns/resolv.conf /etc/resolv.conf
