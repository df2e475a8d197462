// kakanai-backupd: the archive of a site. Stores, verifies, serves and counts what the desks seal; links
// neither form code nor key ring and can open no case. Its store key comes from its key file or a systemd
// credential.
#include <pthread.h>
#include <signal.h>

#include <cstdio>
#include <string>

#include "app/backupd/backup_node.h"
#include "app/service/sentences.h"
#include "storage/keys/secret.h"

int main(int argc, char** argv) {
    storage::harden_process();
    if (argc != 3 || std::string(argv[1]) != "--store") {
        std::fprintf(stderr, "使い方: kakanai-backupd --store フォルダー\n");
        return 2;
    }
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends, nullptr);  // before any thread starts, so that all inherit it
    auto node = app::BackupNode::open(argv[2]);
    if (!node) {
        std::fprintf(stderr, "%s\n", app::sentence(node.error()).c_str());
        return 1;
    }
    int signal = 0;
    sigwait(&ends, &signal);
    return 0;
}
