# expect: some(A, "https://shop-git-main.vercel.app", refused=(EVIL,
#     "https://other.vercel.app"))
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins=["https://a.com", "https://shop-*.vercel.app"])
