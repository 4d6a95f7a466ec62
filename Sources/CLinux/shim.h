// What Glibc's module leaves out: epoll, eventfd, and the calls that hide behind _GNU_SOURCE.
#ifndef CLINUX_SHIM_H
#define CLINUX_SHIM_H
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/types.h>

extern int accept4(int, struct sockaddr *, socklen_t *, int);
extern int pipe2(int[2], int);
extern pid_t gettid(void);
#endif
